import { crowd } from '../crowd';
import { AckDelivery } from './ack-delivery';
import type { Delivery } from './delivery';
import type { Batch, Origin } from './messages';
import { Outbox, type Stuck } from './outbox';
import { registerReceiver } from './registry';
import { iso, type ReportBody, reportMessage } from './reports';
import { SentDelivery } from './sent-delivery';
import type { SourceOutlet, SourceSettings } from './source-parts';
import type { SourceState } from './source-state';

/** How the pages of a source leave, as its settings want it; in `ack` it also takes the answers. */
export class Deliveries {
  /** only in `ack` */
  private readonly outbox: Outbox | undefined;
  private unregister: (() => void) | undefined;

  constructor(
    private readonly settings: SourceSettings,
    private readonly outlet: SourceOutlet,
    private readonly onStuck: () => void,
  ) {
    const { delivery, output, acks, ackTimeoutMs } = settings;
    if (delivery === 'ack') {
      this.outbox = new Outbox({
        mode: output,
        acks,
        ackTimeoutMs,
        send: outlet.records,
        onStuck: (stuck) => this.tellStuck(stuck),
        onFreed: ({ log, type, since }) => this.tell({ log, type }, { kind: 'recovered', since: iso(since) }),
      });
    }
  }

  /** From now on ack nodes find this source. */
  open(): void {
    if (this.outbox !== undefined) this.unregister ??= registerReceiver(this.settings.id, this.outbox);
  }

  close(): void {
    this.unregister?.();
    this.outbox?.close();
  }

  /** One for each poll of a stream. */
  forStream(origin: Origin): Delivery {
    const { output, maxRate, inFlight } = this.settings;
    return this.outbox === undefined
      ? new SentDelivery({
          ...{ mode: output, origin, maxRate, send: this.outlet.records },
          room: (signal) => crowd.room(signal),
        })
      : new AckDelivery(this.outbox, origin, inFlight);
  }

  /** Batches of a stream that wait for an acknowledgement. */
  waiting(stream: Batch['stream']): number {
    return this.outbox?.sizeOf(stream) ?? 0;
  }

  isStuck(stream: Batch['stream']): boolean {
    return this.outbox?.isStuck(stream) ?? false;
  }

  /** Over the progress of other streams: this one waits for somebody to look. */
  get stuck(): SourceState | undefined {
    const stuck = this.outbox?.stuck;
    return stuck && { kind: 'stuck', type: stuck.type, since: stuck.since, attempts: stuck.attempts };
  }

  private tellStuck({ batch, log, type, missing, attempts, since }: Stuck): void {
    this.tell({ log, type }, { kind: 'stuck', batch, missing, attempts, since: iso(since) });
    this.onStuck();
  }

  private tell(stream: { readonly log: string; readonly type: string }, body: ReportBody): void {
    if (this.stuck !== undefined) this.outlet.state(this.stuck);
    this.outlet.report(reportMessage(stream, body, Date.now()));
  }
}
