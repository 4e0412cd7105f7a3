import { choice } from '../fields/select-field';
import { formValue, showIf } from '../fields/fields';

/** Initializes the parts `records` and `delivery`: together they determine which fields apply. */
export function recordsAndDelivery(): void {
  const show = (): void => {
    const delivery = formValue('node-input-delivery');
    // A variable may have any value, so everything is shown.
    showIf('node-input-sent-rows', delivery !== 'ack');
    showIf('node-input-ack-rows', delivery !== 'sent');
    // Single records form no pages, so there is no page size, unless they are acknowledged in batches.
    showIf('node-input-chunk-rows', formValue('node-input-output') !== 'event' || delivery !== 'sent');
  };
  choice('node-input-output', show);
  choice('node-input-delivery', show);
}
