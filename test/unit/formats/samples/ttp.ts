import type { Sample } from './sample';
import { api } from './shared-fields';

export const TTP: Readonly<Record<string, Sample>> = {
  'ttp-url': {
    log: 'ttp',
    type: 'url',
    record: {
      ...api,
      userEmailAddress: 'ana@corp.example',
      fromUserEmailAddress: 'bob@vendor.example',
      url: 'https://files.vendor.example/x?id=1',
      ttpDefinition: 'Default Inbound URL Protect Definition',
      action: 'allow',
      actions: ['Allow'],
      adminOverride: 'N/A',
      scanResult: 'malicious',
      category: 'Malware',
      sendingIp: 'Internal IP',
      date: '2026-11-20T05:13:02+0000',
      emailPartsDescription: 'Body',
    },
  },
  'ttp-attachment': {
    log: 'ttp',
    type: 'attachment',
    record: {
      ...api,
      senderAddress: 'm@bad.example',
      recipientAddress: 'ana@corp.example',
      fileName: 'invoice.docm',
      fileType: 'application/msword',
      result: 'malicious',
      actionTriggered: 'user release, none',
      date: '2026-11-20T05:14:10+0000',
      details: 'Malicious        \r\nTime taken: 0 hrs, 0 min, 7 sec',
      fileHash: '0'.repeat(63).concat('3'),
      definition: 'Default Attachment Protect Definition',
    },
  },
  'ttp-impersonation': {
    log: 'ttp',
    type: 'impersonation',
    record: {
      id: 'MTOKEN:eNqr',
      senderAddress: 'ceo@c0rp.example',
      recipientAddress: 'cfo@corp.example',
      subject: 'Urgent transfer',
      messageId: '<imp@c0rp.example>',
      definition: 'Default Impersonation Definition',
      hits: 2,
      identifiers: ['internal_user_name', 'repy_address_mismatch'],
      action: 'hold',
      taggedMalicious: true,
      senderIpAddress: '203.0.113.8',
      eventTime: '2026-11-20T05:20:00+0000',
    },
  },
};
