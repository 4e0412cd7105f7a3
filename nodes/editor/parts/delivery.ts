import { choice } from './choice';
import { formValue, showIf } from './fields';

/** Brings `records` and `delivery` to life: they say together which of their fields mean something. */
export function recordsAndDelivery(): void {
  const show = (): void => {
    const delivery = formValue('node-input-delivery');
    // A variable may say anything: everything is shown then.
    showIf('node-input-sent-rows', delivery !== 'ack');
    showIf('node-input-ack-rows', delivery !== 'sent');
    // Records that go out one by one make no pages to be bounded, unless they are waited for in batches.
    showIf('node-input-chunk-rows', formValue('node-input-output') !== 'event' || delivery !== 'sent');
  };
  choice('node-input-output', show);
  choice('node-input-delivery', show);
}
