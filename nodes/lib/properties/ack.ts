import { choice, text } from './kinds';

export const ackProperties = {
  name: text(),
  /** `message`: what this message stands for; `batch`: all of it, behind a Join or in page mode */
  settles: choice('message', ['message', 'batch']),
  verdict: choice('auto', ['auto', 'acknowledge', 'reject']),
  /** JSONata over the message; true acknowledges. Replaces the rule of `auto`. */
  accept: text(),
};
