/** Checks whether ten times the backlog takes ten times the time, and the same memory. */

import { installedUserDir } from '../real/harness/package/packed-once';
import type { Cleanup } from '../real/harness/process/cleanup';
import { makeFolder, removeFolder } from '../real/harness/process/folder';
import { CONTENDERS } from './contenders/index';
import { medians, type Sample } from './measure/sample';
import { runOne } from './rounds';
import { startTenant, type Tenant } from './tenant';

/** The short run is long enough for the start, a quarter of a second, to be a small part of it. */
const FILES = { short: 10, long: 100 } as const;
const NAMES = ['lines', 'ack', 'ack-event'];

/** @param rounds that count; there is no warm-up round, each run is long enough */
export async function measureGrowth(cleanup: Cleanup, rounds: number): Promise<string> {
  const home = await makeFolder('bench-growth');
  cleanup.add(() => removeFolder(home));
  const environment = { userDir: await installedUserDir(cleanup), profiles: undefined };
  const tenants = {
    short: await startTenant(FILES.short, home, cleanup),
    long: await startTenant(FILES.long, home, cleanup),
  };
  const count = ({ expected }: Tenant): string => expected.events.toLocaleString('en-US');
  const lines = [
    `backlog of ${count(tenants.short)} and of ${count(tenants.long)} records; medians of ${rounds}`,
  ];
  for (const contender of CONTENDERS.filter(({ name }) => NAMES.includes(name))) {
    const samples: { short: Sample[]; long: Sample[] } = { short: [], long: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const length of ['short', 'long'] as const) {
        const large = tenants[length];
        const { sample, problem } = await runOne(
          contender,
          { large, small: undefined, api: undefined },
          environment,
        );
        if (problem !== undefined) throw new Error(`${contender.name}: ${problem}`);
        samples[length].push(sample);
      }
    }
    lines.push(growthOf(contender.name, medians(samples.short), medians(samples.long)));
  }
  return lines.join('\n');
}

function growthOf(name: string, short: Sample, long: Sample): string {
  const factor = FILES.long / FILES.short;
  const time = (factor * short.eventsPerSecond) / long.eventsPerSecond;
  const cpu = (factor * long.cpuSecondsPerMillion) / short.cpuSecondsPerMillion;
  const memory = `${short.peakRssMb.toFixed(0)} and ${long.peakRssMb.toFixed(0)} MB`;
  return `${name.padEnd(10)} time × ${time.toFixed(1)}, CPU × ${cpu.toFixed(1)}, ${memory}`;
}
