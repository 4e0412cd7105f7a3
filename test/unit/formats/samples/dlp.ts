import type { Sample } from './sample';
import { api } from './shared-fields';

export const DLP: Readonly<Record<string, Sample>> = {
  dlp: {
    log: 'dlp',
    type: 'dlp',
    record: {
      ...api,
      senderAddress: 'ana@corp.example',
      recipientAddress: 'x@rival.example',
      eventTime: '2026-11-20T05:14:00+0000',
      route: 'outbound',
      policy: 'Credit card numbers',
      action: 'hold',
    },
  },
};
