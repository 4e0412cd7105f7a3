/** The same job with core nodes only, as a user without this package wires it: one message per event. */
import type { FlowNode } from '../../real/harness/node-red/node-red';
import { TYPES } from '../tenant';
import { OUT, type RunContext } from './run-context';

const JSON_HEADERS = "{ 'content-type': 'application/x-www-form-urlencoded' }";

const SIGN_IN = (api: string): string => `
msg.url = '${api}/oauth/token';
msg.method = 'POST';
msg.headers = ${JSON_HEADERS};
msg.payload = 'grant_type=client_credentials&client_id=any&client_secret=any';
return msg;`;

const LIST = (api: string, day: string): string => `
const list = (headers, type, query) => ({
    headers, type, method: 'GET',
    url: '${api}/siem/v1/batch/events/cg?' + new URLSearchParams({ type, pageSize: '100', ...query }),
});
if (msg.payload.access_token) {
    const headers = { authorization: 'Bearer ' + msg.payload.access_token };
    return [${JSON.stringify(TYPES)}.map((type) => list(headers, type, { dateRangeStartsAt: '${day}' }))];
}
const { value, isCaughtUp } = msg.payload;
const files = value.map(({ url }) => ({ url, method: 'GET' }));
const more = isCaughtUp || value.length === 0
    ? null : list(msg.requestHeaders, msg.type, { nextPage: msg.payload['@nextPage'] });
return [more, files];`;

/** `headers` of a message are the response's by then; those of the request are needed again. */
const KEEP = `
msg.requestHeaders = msg.headers;
return msg;`;

const UNZIP = `
msg.payload = zlib.gunzipSync(msg.payload).toString().split('\\n').filter((line) => line.trim() !== '');
return msg;`;

export function plainFlow({ apiUrl, day, folder }: RunContext): FlowNode[] {
  const z = 'bec4000000000000';
  const id = (number: number): string => `bec40000000000${String(number).padStart(2, '0')}`;
  const to = (number: number): readonly string[] => [id(number)];
  const request = (number: number, ret: string, next: number): FlowNode => ({
    ...{ id: id(number), type: 'http request', z, method: 'use', ret, paytoqs: 'ignore', url: '' },
    ...{ persist: true, senderr: false, wires: [to(next)] },
  });
  const script = (number: number, func: string, ...wires: readonly (readonly string[])[]): FlowNode => ({
    ...{ id: id(number), type: 'function', z, func, outputs: wires.length, wires, libs: [] },
  });
  return [
    { id: z, type: 'tab', label: 'plain', disabled: false },
    { id: id(1), type: 'inject', z, props: [{ p: 'payload' }], payload: '', wires: [to(2)] },
    script(2, SIGN_IN(apiUrl), to(3)),
    request(3, 'obj', 4),
    script(4, LIST(apiUrl, day), to(5), to(7)),
    script(5, KEEP, to(6)),
    request(6, 'obj', 4),
    request(7, 'bin', 8),
    { ...script(8, UNZIP, to(9)), libs: [{ var: 'zlib', module: 'zlib' }] },
    { ...{ id: id(9), type: 'split', z, splt: '\\n', spltType: 'str', arraySplt: 1 }, wires: [to(10)] },
    { ...{ id: id(10), type: 'json', z, property: 'payload', action: '' }, wires: [to(11)] },
    script(11, 'return msg;', to(12)),
    { ...{ id: id(12), type: 'json', z, property: 'payload', action: 'str' }, wires: [to(13)] },
    {
      ...{ id: id(13), type: 'file', z, filename: `${folder}/${OUT}`, filenameType: 'str', wires: [[]] },
      ...{ appendNewline: true, createDir: false, overwriteFile: 'false', encoding: 'none' },
    },
  ];
}

/** Its node that starts the run. */
export const PLAIN_INJECT = 'bec4000000000001';
