import { sizeProblem } from '../../../../nodes/lib/contracts/json-text';
import { httpHeaders } from '../../../../nodes/lib/properties/values/http-headers';
import { encodePayload } from '../../../../nodes/lib/sinks/file/encode';
import { PathTemplate } from '../../../../nodes/lib/sinks/file/path-template';
import { retry } from '../../../../nodes/lib/sinks/http/answers/http-status';
import { readAnswerBody } from '../../../../nodes/lib/sinks/http/answers/read-answer';
import { readEntries } from '../../../../nodes/lib/sinks/http/encode/entries';
import { splitPayload } from '../../../../nodes/lib/sinks/syslog/split-payload';
import { describeLimits, isTaken, nested, range, text } from './limit-rows';

const headersOf = (count: number): string =>
  JSON.stringify(Object.fromEntries(range(count).map((index) => [`x-${index}`, 'a'])));

describeLimits('Receivers', {
  'records of a message, into a file': (entries) => isTaken(() => encodePayload(new Array(entries))),
  'records of a message, for syslog': (entries) => isTaken(() => splitPayload(new Array(entries).fill('a'))),
  'records of a message, over HTTP': (entries) => isTaken(() => readEntries(new Array(entries).fill('a'))),
  'entries of a list in a record': (entries) => sizeProblem({ list: new Array(entries) }) === undefined,
  'values of a record': (values) => sizeProblem(new Uint8Array(values)) === undefined,
  'part of the name of a file that comes from a message': (bytes) =>
    new PathTemplate('logs/{type}', '/', false)
      .resolve({ payload: '', ...{ mimecast: { type: text(bytes) } } }, 0)
      .endsWith(`/${text(bytes)}`),
  'header fields of a request': (count) => httpHeaders().parse(headersOf(count)).ok,
  'answer of a receiver': (bytes) =>
    readAnswerBody({ status: 200, headers: {}, body: `${' '.repeat(bytes - 2)}{}` }).kind === 'json',
  'levels of an answer of a receiver': (levels) =>
    readAnswerBody({ status: 200, headers: {}, body: nested(levels) }).kind === 'json',
  'wait that a receiver asks for': (seconds) => {
    const verdict = retry({ status: 503, headers: { 'retry-after': `${seconds}` } }, 'busy', 0);
    return verdict.kind === 'retry' && verdict.retryAfterMs === seconds * 1000;
  },
});
