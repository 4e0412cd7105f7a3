import { formValue, setVisible } from '../fields/fields';
import { initSelectField } from '../fields/select-field';

/** Initializes the parts `records` and `delivery`: together they determine which fields apply. */
export function initDeliveryFields(): void {
  const show = (): void => {
    const delivery = formValue('node-input-delivery');
    // A variable may have any value, so everything is shown.
    setVisible('node-input-sent-rows', delivery !== 'ack');
    setVisible('node-input-ack-rows', delivery !== 'sent');
    // Single records form no pages, so there is no page size, unless they are acknowledged in batches.
    setVisible('node-input-chunk-rows', formValue('node-input-output') !== 'event' || delivery !== 'sent');
  };
  initSelectField('node-input-output', show);
  initSelectField('node-input-delivery', show);
}
