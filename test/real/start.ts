/**
 * `npm start`: the packed package in a real Node-RED, running every source against a simulated tenant, or against your
 * own one (MIMECAST_CLIENT_ID, MIMECAST_CLIENT_SECRET, MIMECAST_REGION). Leaves nothing behind.
 */
import { join } from 'node:path';
import { EVENTS_FOLDER, readFlow, withAccount } from './harness/node-red/example';
import { NodeRed } from './harness/node-red/node-red';
import { countLinesBelow } from './harness/node-red/output-file';
import { nodeRed4 } from './harness/node-red/runtime';
import { installInto } from './harness/package/install';
import { pack } from './harness/package/pack';
import { Cleanup } from './harness/process/cleanup';
import { makeFolder, removeFolder } from './harness/process/folder';
import { OVERVIEW_EXAMPLE } from './harness/process/paths';
import { freePortFrom } from './harness/process/ports';
import { waitFor } from './harness/process/wait-for';
import { Simulator } from './harness/servers/simulator';
import { type RealTenant, tenantFrom } from './tenant';

/** A day of some ten thousand events at once, and something new for every poll of five minutes. */
const LIVELY = [
  ...['--slot-ms', '300000', '--publish-delay-ms', '5000', '--records-per-file', '4', '--varied'],
  ...['--quota', '5000', '--users', '60'],
];

const say = (line: string): void => console.log(line);

/** Ctrl-C, a service manager, a closed terminal; and an npm that exits without passing any signal on. */
function endOfInterest(): AbortSignal {
  const interest = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => interest.abort(new Error(signal)));
  }
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && interest.abort(new Error('parent gone')), 500).unref();
  return interest.signal;
}

interface Running {
  readonly nodeRed: NodeRed;
  readonly events: string;
}

async function bringUp(
  tenant: RealTenant | undefined,
  cleanup: Cleanup,
  signal: AbortSignal,
): Promise<Running> {
  say('Building and packing …');
  const packed = await pack(signal);
  cleanup.add(() => removeFolder(packed.folder));

  const userDir = await makeFolder('start');
  cleanup.add(() => removeFolder(userDir));
  say('Installing it into an empty Node-RED user directory …');
  await installInto(userDir, packed.tarball, signal);

  const account = tenant?.account ?? (await simulated(userDir, cleanup));
  signal.throwIfAborted();

  say('Starting Node-RED …');
  const nodeRed = await NodeRed.start({
    runtime: nodeRed4,
    userDir,
    port: await freePortFrom(1880),
    network: tenant !== undefined,
    onLine: showWhatConcernsUs,
    ...(tenant ? { env: tenant.env } : {}),
  });
  cleanup.add(() => nodeRed.stop());
  await nodeRed.deploy(withAccount(await readFlow(OVERVIEW_EXAMPLE), account));
  return { nodeRed, events: join(userDir, EVENTS_FOLDER) };
}

async function simulated(home: string, cleanup: Cleanup): Promise<RealTenant['account']> {
  const simulator = await Simulator.start(home, LIVELY);
  cleanup.add(() => simulator.stop());
  return {
    region: 'custom',
    baseUrl: simulator.apiUrl,
    credentials: { clientId: 'simulated', clientSecret: 'simulated' },
  };
}

/** Most of Node-RED's log is of no use here. */
function showWhatConcernsUs(line: string): void {
  if (/\[mimecast-|\[(warn|error)\] \[/.test(line)) say(`  ${line}`);
}

async function tellFirstEvents(events: string, signal: AbortSignal): Promise<void> {
  const up = Date.now();
  await waitFor(async () => ((await countLinesBelow(events)) > 0 ? true : undefined), {
    what: 'the first events',
    ms: 24 * 3_600_000,
    signal,
  });
  say(`  first events in the files ${((Date.now() - up) / 1000).toFixed(1)} s after the editor was up`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function main(): Promise<void> {
  const tenant = tenantFrom(process.env);
  const signal = endOfInterest();
  const cleanup = new Cleanup();
  try {
    const { nodeRed, events } = await bringUp(tenant, cleanup, signal);
    say('');
    say(`  Editor   ${nodeRed.url}`);
    say(`  Events   ${events}/<log>/<type>-<day>.ndjson`);
    say(`  Tenant   ${tenant ? `yours, region ${tenant.account.region}` : 'simulated'}`);
    say('  Stop     Ctrl-C (removes the user directory, and the events with it)');
    say('');
    const watching = tellFirstEvents(events, signal).catch(() => undefined);
    await Promise.race([untilAborted(signal), nodeRed.program.exited]);
    await watching;
    if (!signal.aborted) throw new Error(`Node-RED ended by itself (${nodeRed.program.exitDescription})`);
    say(`\n${await countLinesBelow(events)} events were in the files. Stopping …`);
  } catch (error) {
    if (!signal.aborted) throw error;
    say('\nStopping …');
  } finally {
    await cleanup.close();
  }
  say('Stopped; nothing is left behind.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
