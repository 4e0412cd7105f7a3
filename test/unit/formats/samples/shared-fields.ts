/** Members that the records of several logs share. */
export const detail = {
  spf: { allow: true, info: 'ALLOW' },
  dkim: { allow: true, info: 'ALLOW' },
  dmarc: { allow: false, info: 'DMARC=fail; p=reject' },
  spamVerdict: { decision: 'ham', risk: 'low', categories: [] },
};
export const api = { subject: 'Q3 numbers', messageId: '<m1@corp.example>', route: 'inbound' };
export const person = (emailAddress: string) => ({ emailAddress, displayableName: 'Somebody' });
