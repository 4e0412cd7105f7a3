import { type Collector, readFrames } from './receivers';
import { bodyOf } from './sinks';

/** What was received, as texts. */
export const framesOf = ({ streams }: Collector): string[] =>
  readFrames(Buffer.concat([...streams])).map(bodyOf);
