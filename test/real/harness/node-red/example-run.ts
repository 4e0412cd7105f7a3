/** Where the records of a deployed flow appear, and how to wait for them. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ExpectedOutput } from '../../examples/example-records';
import type { SyslogDoubles, SyslogKind } from '../servers/syslog-double';
import type { FlowNode, NodeRed } from './node-red';

/** Lines of a file, or of all files below a folder, compressed ones too; none while it does not exist. */
async function linesBelow(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  const names = found.isDirectory()
    ? await readdir(path, { recursive: true, withFileTypes: true })
    : undefined;
  const files = names
    ?.filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name)) ?? [path];
  const texts = await Promise.all(files.map(textOf));
  // The text after the last line break is incomplete.
  return texts.flatMap((text) => text.split('\n').slice(0, -1));
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file);
  if (!file.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    // in the middle of a member
    return '';
  }
}

const AS_JSON =
  'const { payload } = msg; return { payload: JSON.stringify(Buffer.isBuffer(payload) ? payload.toString() : payload) };';

/** The flow with a file behind one more output: the payload of each message in JSON, one per line. */
function tapped(nodes: readonly FlowNode[], id: string, output: number, file: string): FlowNode[] {
  const z = nodes.find((node) => node.id === id)?.['z'];
  const tapId = `7a9000${id.slice(-8)}${output}0`;
  const writerId = `7a9000${id.slice(-8)}${output}1`;
  const tap: FlowNode = { id: tapId, type: 'function', z, func: AS_JSON, outputs: 1, wires: [[writerId]] };
  const writer: FlowNode = { id: writerId, type: 'mimecast-file', z, path: file, wires: [[]] };
  const wired = nodes.map((node) => {
    if (node.id !== id || !Array.isArray(node['wires'])) return node;
    const outputs: unknown[] = node['wires'];
    const wires = outputs.map((wire, at) => (at === output && Array.isArray(wire) ? [...wire, tapId] : wire));
    return { ...node, wires };
  });
  return [...wired, tap, writer];
}

/** The first poll reads up to two days: seconds on a quiet machine, minutes on a busy one. */
const WAIT_MS = 180_000;
const TAPS = 'taps';
/** Files that examples and taps leave in the user directory. */
const LEFTOVERS = new RegExp(`^(mimecast-.+|${TAPS})$`);

/** One example on a running Node-RED, from the deploy to an empty canvas. */
export class ExampleRun {
  /** Warnings and errors in the log since the object was created. */
  readonly problems: () => readonly string[];
  readonly #receivedBefore: Readonly<Record<SyslogKind, number>>;

  readonly #doubles: SyslogDoubles;
  readonly #outputs: readonly ExpectedOutput[];

  constructor(
    private readonly nodeRed: NodeRed,
    doubles: SyslogDoubles,
    outputs: readonly ExpectedOutput[],
  ) {
    this.#doubles = doubles;
    this.#outputs = outputs;
    this.problems = nodeRed.problems();
    this.#receivedBefore = { relp: doubles.relp.received().length, tls: doubles.tls.received().length };
  }

  /**
   * Deploys it with a tap where records are only visible in messages, and with the doubles as syslog servers; presses
   * the inject buttons.
   */
  async deploy(nodes: readonly FlowNode[]): Promise<void> {
    const withTaps = this.#outputs.reduce(
      (flow, { at }) => ('node' in at ? tapped(flow, at.node, at.output, this.#tapOf(at.node)) : flow),
      [...nodes],
    );
    await this.nodeRed.deploy(withTaps.map((node) => this.#sentToDouble(node)));
    for (const button of this.#outputs.flatMap(({ pressInject: press = [] }) => press))
      await this.nodeRed.pressInject(button);
  }

  /** @returns all records, once there are as many as expected */
  waitForRecords(output: ExpectedOutput): Promise<readonly string[]> {
    const { at, atLeast } = output;
    return this.nodeRed.program.waitUntil(
      `${atLeast} records of ${JSON.stringify(at)}`,
      WAIT_MS,
      async () => {
        const lines = await this.#linesOf(output);
        return lines.length >= atLeast ? lines : undefined;
      },
    );
  }

  async clear(): Promise<void> {
    const { nodeRed } = this;
    await nodeRed.deploy([]);
    const left = (await readdir(nodeRed.userDir)).filter((name) => LEFTOVERS.test(name));
    await Promise.all(left.map((name) => rm(join(nodeRed.userDir, name), { recursive: true })));
  }

  async #linesOf({ at }: ExpectedOutput): Promise<readonly string[]> {
    if ('syslog' in at) return this.#doubles[at.syslog].received().slice(this.#receivedBefore[at.syslog]);
    return linesBelow(join(this.nodeRed.userDir, 'file' in at ? at.file : this.#tapOf(at.node)));
  }

  #tapOf(node: string): string {
    return join(TAPS, `${node}.ndjson`);
  }

  #sentToDouble(node: FlowNode): FlowNode {
    if (node.type !== 'mimecast-syslog') return node;
    const kind = String(node['protocol']).startsWith('relp') ? 'relp' : 'tls';
    return { ...node, port: this.#doubles[kind].port };
  }
}
