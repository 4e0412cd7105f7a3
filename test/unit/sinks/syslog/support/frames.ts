import { type Collector, readFrames } from './receivers';
import { bodyOf } from './sinks';

/** The received messages, as texts. */
export const framesOf = ({ streams }: Collector): string[] =>
  readFrames(Buffer.concat([...streams])).map(bodyOf);
