// A hand-written script: fetch, gunzip, parse and stringify each line, append. All types at once, without saved
// positions.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { request } from 'undici';

const [api, day, file, ...types] = process.argv.slice(2);
const started = performance.now();
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const body = 'grant_type=client_credentials&client_id=any&client_secret=any';
const signIn = await request(`${api}/oauth/token`, { method: 'POST', headers: form, body });
const headers = { authorization: `Bearer ${(await signIn.body.json()).access_token}` };
const out = createWriteStream(file, { highWaterMark: 1_000_000 });

async function readFile(url) {
  const { body } = await request(url);
  const text = body.pipe(createGunzip({ chunkSize: 256 * 1024 })).setEncoding('utf8');
  let rest = '';
  for await (const block of text) {
    const lines = (rest + block).split('\n');
    rest = lines.pop();
    let records = '';
    for (const line of lines) if (line.trim() !== '') records += `${JSON.stringify(JSON.parse(line))}\n`;
    if (!out.write(records)) await once(out, 'drain');
  }
  if (rest.trim() !== '') out.write(`${JSON.stringify(JSON.parse(rest))}\n`);
}

async function readType(type) {
  for (let query = { dateRangeStartsAt: day }, caughtUp = false; !caughtUp; ) {
    const search = new URLSearchParams({ type, pageSize: '100', ...query });
    const page = await (await request(`${api}/siem/v1/batch/events/cg?${search}`, { headers })).body.json();
    for (const { url } of page.value) await readFile(url);
    query = { nextPage: page['@nextPage'] };
    caughtUp = page.isCaughtUp || page.value.length === 0;
  }
}
await Promise.all(types.map(readType));
await new Promise((resolve) => out.end(resolve));
console.log(JSON.stringify({ ms: performance.now() - started }));
