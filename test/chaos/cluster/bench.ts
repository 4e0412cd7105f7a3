/** Replicas with one flow, one Redis, one simulated tenant, one sink. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsFile } from '../../real/harness/node-red/settings';
import { emptyUserDir, installedUserDir, packedOnce } from '../../real/harness/package/packed-once';
import type { Cleanup } from '../../real/harness/process/cleanup';
import { makeFolder, removeFolder } from '../../real/harness/process/folder';
import { RedisServer } from '../../real/harness/servers/redis';
import { Simulator } from '../../real/harness/servers/simulator';
import { mutateInstalled } from '../mutant';
import { HttpSink } from '../sinks/http-sink';
import { DroppableProxy } from './droppable-proxy';
import { type ClusterFlow, clusterFlow } from './flow';
import { LeaseLog } from './lease-log';
import { RecordingApiProxy } from './recording-api-proxy';
import { Replica } from './replica';

export interface ClusterOptions extends Pick<ClusterFlow, 'accounts' | 'leaseS' | 'everyS'> {
  readonly replicas: number;
  readonly seed: number;
  /** of the simulated tenant, as its program takes them */
  readonly tenant: readonly string[];
  /** ms between keeping a page and the response */
  readonly responseDelayMs: number;
  /** with a build that must fail */
  readonly mutant: boolean;
}

export class ClusterBench {
  private constructor(
    readonly options: ClusterOptions,
    readonly redis: RedisServer,
    readonly simulator: Simulator,
    readonly sink: HttpSink,
    readonly leaseLog: LeaseLog,
    readonly replicas: readonly Replica[],
  ) {}

  /** All replicas run, with the flow. */
  static async start(options: ClusterOptions, cleanup: Cleanup): Promise<ClusterBench> {
    const folder = await makeFolder('cluster');
    cleanup.add(() => removeFolder(folder));
    const [redisFolder, sinkFolder] = [join(folder, 'redis'), join(folder, 'sink')];
    await Promise.all([mkdir(redisFolder), mkdir(sinkFolder)]);
    // First: the program of the simulated tenant is a part of the build.
    await packedOnce();
    const redis = await RedisServer.start(redisFolder);
    cleanup.add(() => redis.kill());
    const simulator = await Simulator.start(folder, ['--seed', String(options.seed), ...options.tenant]);
    cleanup.add(() => simulator.stop());
    const { responseDelayMs } = options;
    const sink = await HttpSink.start({ folder: sinkFolder, responseDelayMs, perSecond: 0 });
    cleanup.add(() => sink.stop());
    const leaseLog = await LeaseLog.start();
    cleanup.add(() => leaseLog.close());
    const replicas: Replica[] = [];
    for (let number = 0; number < options.replicas; number += 1) {
      const userDir = number === 0 ? await installedUserDir(cleanup) : await emptyUserDir(cleanup);
      const redisProxy = await DroppableProxy.start(redis.port);
      cleanup.add(() => redisProxy.close());
      const apiProxy = await RecordingApiProxy.start(number, simulator.apiUrl);
      cleanup.add(() => apiProxy.close());
      const replica = new Replica(number, userDir, redisProxy, apiProxy, redis.password);
      cleanup.add(() => replica.kill());
      const [first] = replicas;
      if (first === undefined) {
        // The others are copies of it.
        if (options.mutant) await mutateInstalled(userDir, 'ignoresLease');
        await writeFile(join(userDir, 'settings.js'), settingsFile(0));
        await replica.start();
        const { accounts, leaseS, everyS } = options;
        await replica.nodeRed.deploy(
          clusterFlow({ accounts, leaseS, everyS, sinkUrl: sink.url, leaseLogUrl: leaseLog.url }),
        );
      } else {
        await first.copyTo(userDir);
        await replica.start();
      }
      replicas.push(replica);
    }
    return new ClusterBench(options, redis, simulator, sink, leaseLog, replicas);
  }

  get calls() {
    return this.replicas.flatMap(({ apiProxy }) => apiProxy.calls);
  }

  /** Replicas by number of leases, the largest first. */
  shares(): readonly number[] {
    const holders = [...this.leaseLog.holders().values()];
    return this.replicas.map(({ number }) => holders.filter((holder) => holder === number).length);
  }

  /** Why waiting is pointless: only the test may stop a Node-RED. @param absent those that the test has stopped */
  stopReason(absent: ReadonlySet<number>): string | undefined {
    const fallen = this.replicas.find(({ number, isOver }) => !absent.has(number) && isOver);
    return fallen && `replica ${fallen.number} ended:\n${fallen.output.slice(-3000)}`;
  }
}
