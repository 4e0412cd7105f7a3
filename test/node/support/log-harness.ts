/** The nodes of the other logs, with a simulated tenant. */
import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import type { LogName, SimulatorOptions } from '../../../nodes/lib/simulator/simulator';
import { CLIENT, type FlowNode } from './account-helper';
import { type RecordMessage, SiemHarness, siemNode } from './siem-harness';

import audit = require('../../../nodes/audit/mimecast-audit');
import directory = require('../../../nodes/directory/mimecast-directory');
import dlp = require('../../../nodes/dlp/mimecast-dlp');
import held = require('../../../nodes/held/mimecast-held');
import ttp = require('../../../nodes/ttp/mimecast-ttp');

const MINUTE = 60_000;
const NODES = [audit, directory, dlp, held, ttp];

/** Its clock stands still, so far in the past that a poll leaves no record for the next one. */
export function startLogs(options: SimulatorOptions = {}): Promise<SiemHarness> {
  const now = Date.now() - 5 * MINUTE;
  return SiemHarness.start({ now: () => now, history: 300 * MINUTE, logRates: 12, ...options });
}

/** A node with the id that `harness.poll()` uses. */
export function logNode(type: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return siemNode({ type: `mimecast-${type}`, types: '', ...properties });
}

export async function load(harness: SiemHarness, node: FlowNode): Promise<NodeAPI> {
  return harness.load(harness.flow(node), CLIENT, {}, NODES);
}

export function ofType(harness: SiemHarness, type: string): readonly RecordMessage[] {
  return harness.records.filter(({ mimecast }) => mimecast.type === type);
}

/** Received records of a type, line by line. */
export function linesOf(harness: SiemHarness, type: string): readonly string[] {
  return ofType(harness, type).flatMap(({ payload }) =>
    typeof payload === 'string' ? payload.split('\n') : [JSON.stringify(payload)],
  );
}

/** Asserts that each record arrived exactly once. @returns their number */
export function assertComplete(harness: SiemHarness, log: LogName, type: string): number {
  const { expected, lostCount, twice, invented } = harness.simulator.logs.compare(
    log,
    linesOf(harness, type),
  );
  assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 }, log);
  assert.ok(expected > 0, `${log} is empty`);
  return expected;
}

export function omitMember<T>(list: readonly T[], one: T): readonly T[] {
  assert.ok(list.includes(one), String(one));
  return list.filter((each) => each !== one);
}
