/** The contenders, and how their output is verified. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FlowNode } from '../../real/harness/node-red/node-red';
import { linesOf, sizeOf } from '../../real/harness/node-red/output-file';
import { difference, digestOf } from '../measure/digest';
import type { ExpectedDigest } from '../tenant';
import {
  ackEventFlow,
  ackFlow,
  ackPageFlow,
  ackPageReadFlow,
  eventFlow,
  formatFlow,
  INJECT,
  linesFlow,
  pageFlow,
  pageReadFlow,
} from './package';
import { PLAIN_INJECT, plainFlow } from './plain';
import { COUNTED, OUT, type RunContext } from './run-context';

/** @returns why the figure does not count */
type Check = (files: readonly string[], expected: ExpectedDigest) => Promise<string | undefined>;

export interface ProgramContender {
  readonly kind: 'program';
  readonly name: string;
  readonly check: Check;
}

export interface FlowContender {
  readonly kind: 'flow';
  readonly name: string;
  readonly flow: (where: RunContext) => FlowNode[];
  readonly inject: string;
  /** Its reports state the number of records it read. */
  readonly ours: boolean;
  /** reads a part in a quick run, because the whole takes a minute */
  readonly small: boolean;
  readonly complete: (folder: string, expected: ExpectedDigest) => Promise<boolean>;
  readonly check: Check;
}

export type Contender = ProgramContender | FlowContender;

const asLines: Check = async (files, expected) => difference(await digestOf(files), expected.lines);
const asWritten: Check = async (files, expected) => difference(await digestOf(files), expected.written);

const counted = z.object({ events: z.number(), ids: z.number(), timestamps: z.number() });

const asCounted: Check = async ([file = ''], { events, lines, timestamps }) => {
  const text = await readFile(join(file, '..', COUNTED), 'utf8').catch(() => '{}');
  const seen = counted.safeParse(JSON.parse(text));
  if (!seen.success) return 'not all events arrived';
  const { data } = seen;
  const same = data.events === events && data.ids === lines.sum && data.timestamps === timestamps;
  return same ? undefined : 'as many events arrived as there are, but not the same';
};

/** The format specs check the output of a format; here no record may be missing, and all must be different. */
function asFormatted(looksRight: (line: string) => boolean): Check {
  return async (files, { events }) => {
    const seen = new Set<string>();
    for await (const line of linesOf(files[0] ?? '')) if (looksRight(line)) seen.add(line.slice(0, 4000));
    return seen.size === events ? undefined : `${seen.size} of ${events} records in the right format`;
  };
}

const inFile =
  (of: 'lines' | 'written') =>
  async (folder: string, expected: ExpectedDigest): Promise<boolean> =>
    (await sizeOf(join(folder, OUT))) >= expected[of].bytes;
const inCount = async (folder: string): Promise<boolean> => (await sizeOf(join(folder, COUNTED))) > 0;
/** The size is not known in advance: the run ends when nothing has arrived for a while. */
const whenStill = async (): Promise<boolean> => false;

function flow(
  name: string,
  make: FlowContender['flow'],
  complete: FlowContender['complete'],
  check: Check,
): FlowContender {
  return { kind: 'flow', name, flow: make, inject: INJECT, ours: true, small: false, complete, check };
}

export const CONTENDERS: readonly Contender[] = [
  { kind: 'program', name: 'raw', check: asWritten },
  { kind: 'program', name: 'copy', check: asLines },
  {
    ...flow('plain', plainFlow, inFile('written'), asWritten),
    ...{ inject: PLAIN_INJECT, ours: false, small: true },
  },
  flow('lines', linesFlow, inFile('lines'), asLines),
  flow('page', pageFlow, inFile('lines'), asLines),
  flow('page-read', pageReadFlow, inFile('written'), asWritten),
  flow('event', eventFlow, inCount, asCounted),
  flow('ack', ackFlow, inFile('lines'), asLines),
  flow('ack-page', ackPageFlow, inFile('lines'), asLines),
  flow('ack-page-read', ackPageReadFlow, inFile('written'), asWritten),
  flow('ack-event', ackEventFlow, inCount, asCounted),
  flow(
    'format',
    formatFlow('cef'),
    whenStill,
    asFormatted((line) => line.startsWith('CEF:')),
  ),
  flow(
    'format-ocsf',
    formatFlow('ocsf'),
    whenStill,
    asFormatted((line) => line.startsWith('{') && line.includes('"class_uid":')),
  ),
];
