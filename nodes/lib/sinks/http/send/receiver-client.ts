/** One receiver: builds requests for its interface, and says what its answers mean. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isJsonObject } from '../../../contracts/json';
import type { HttpReceiver } from '../../../properties/node/http';
import { judgeAnswer } from '../answers/judge-answer';
import { misconfigured, type Receiver, type Verdict, withoutRecords } from '../answers/verdict';
import { BODY_FORMS, joinBody } from '../encode/body';
import { indexerAckUrl } from '../receiver-url';
import type { HttpSinkSettings } from '../settings';
import { AccessToken } from '../transport/access-token';
import { type HttpAnswer, HttpTransport, NoAnswer } from '../transport/transport';

/** Whose rules an answer follows. */
const RULES: Readonly<Record<HttpReceiver, Receiver>> = {
  hec: 'splunk-hec',
  elastic: 'elasticsearch-bulk',
  azure: 'http-2xx',
  ndjson: 'http-2xx',
  json: 'http-2xx',
};

const UNAUTHORIZED = 401;
const CHANNEL_HEADER = 'x-splunk-request-channel';

export interface SendResult {
  readonly verdict: Verdict;
  /** a few words for a status, where there is no answer */
  readonly short?: string;
  /** The answer about one item, cut, without secrets. */
  readonly answerTo: (index: number) => string;
}

export type IndexedResult =
  | { readonly kind: 'polled'; readonly indexed: ReadonlySet<number> }
  | {
      readonly kind: 'failed';
      readonly verdict: Extract<Verdict, { kind: 'retry' | 'misconfigured' }>;
      readonly short?: string;
    };

const acksAnswer = z.looseObject({ acks: z.record(z.string(), z.boolean()) });

export class ReceiverClient {
  /** Splunk counts acknowledgement ids per channel. */
  readonly #channel = randomUUID();
  readonly #settings: HttpSinkSettings;
  readonly #transport: HttpTransport;
  readonly #token: AccessToken | undefined;

  /** @throws NoAnswer when TLS or proxy settings can't be used */
  constructor(settings: HttpSinkSettings) {
    this.#settings = settings;
    this.#transport = new HttpTransport(settings);
    const { login } = settings;
    this.#token = login.kind === 'client-credentials' ? new AccessToken(login, this.#transport) : undefined;
  }

  /** Sends items as one request. Rejects only with the signal's reason. */
  async send(items: readonly Buffer[], alone: boolean, signal: AbortSignal): Promise<SendResult> {
    const { receiver, url, gzip } = this.#settings;
    const body = joinBody(receiver, items, alone);
    const { contentType } = BODY_FORMS[receiver];
    const posted = await this.#authorizedPost({ url, contentType, body, gzip }, signal);
    if (posted.kind === 'failed') return { ...posted, answerTo: () => '' };
    const { answer } = posted;
    return {
      verdict: this.#judged(answer, (one) => judge(receiver, one, items.length)),
      answerTo: (index) => this.#transport.redactor.redact(answerAbout(answer, index)),
    };
  }

  /** Asks which requests are indexed. Rejects only with the signal's reason. */
  async pollIndexed(ackIds: readonly number[], signal: AbortSignal): Promise<IndexedResult> {
    const url = indexerAckUrl(this.#settings.url, this.#channel);
    const body = Buffer.from(JSON.stringify({ acks: ackIds }));
    const request = { url, contentType: 'application/json', body, gzip: false };
    const posted = await this.#authorizedPost(request, signal);
    if (posted.kind === 'failed') return posted;
    const { answer } = posted;
    const parsed = acksAnswer.safeParse(parseJson(answer.body));
    if (answer.status === 200 && parsed.success) {
      const { acks } = parsed.data;
      return { kind: 'polled', indexed: new Set(ackIds.filter((id) => acks[String(id)] === true)) };
    }
    const verdict = withoutRecords(this.#judged(answer, (one) => judgeAnswer('splunk-hec', one, undefined)));
    return verdict.kind === 'retry' || verdict.kind === 'misconfigured'
      ? { kind: 'failed', verdict }
      : { kind: 'failed', verdict: misconfigured(`${answer.status} without acks, so not an answer of HEC`) };
  }

  close(): Promise<void> {
    return this.#transport.destroy();
  }

  async #authorizedPost(
    { url, contentType, body, gzip }: { url: string; contentType: string; body: Buffer; gzip: boolean },
    signal: AbortSignal,
  ): Promise<{ kind: 'answered'; answer: HttpAnswer } | Extract<IndexedResult, { kind: 'failed' }>> {
    try {
      // A token may have been revoked before its end: the second try has a new one.
      for (const isLast of [this.#token === undefined, true]) {
        const authorization = await this.#authorization(signal);
        if (typeof authorization !== 'string') return authorization;
        const headers = this.#headers(contentType, authorization);
        const answer = await this.#transport.post({ url, headers, body, gzip }, signal);
        if (isLast || answer.status !== UNAUTHORIZED) return { kind: 'answered', answer };
        this.#token?.drop();
      }
      return { kind: 'failed', verdict: misconfigured('the sign-in does not work') };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const { message: reason, short, permanent } = error;
      return {
        kind: 'failed',
        verdict: permanent ? misconfigured(reason) : { kind: 'retry', reason },
        short,
      };
    }
  }

  /** @returns the value of the header, '' for none */
  async #authorization(signal: AbortSignal): Promise<string | Extract<IndexedResult, { kind: 'failed' }>> {
    const { login } = this.#settings;
    if (this.#token === undefined) return login.kind === 'header' ? login.value : '';
    const result = await this.#token.get(signal);
    if (result.ok) return `Bearer ${result.token}`;
    return { kind: 'failed', verdict: result.verdict };
  }

  #headers(contentType: string, authorization: string): Record<string, string> {
    const { headers, indexerAck } = this.#settings;
    return {
      accept: 'application/json',
      'user-agent': 'node-red-contrib-mimecast',
      'content-type': contentType,
      ...(authorization === '' ? {} : { authorization }),
      ...(indexerAck ? { [CHANNEL_HEADER]: this.#channel } : {}),
      ...headers,
    };
  }

  /** Reasons have no secret: the rules know patterns of them, but not the values of this node. */
  #judged(answer: HttpAnswer, rules: (answer: HttpAnswer) => Verdict): Verdict {
    const verdict = rules(answer);
    const hasReason =
      verdict.kind === 'items' ? verdict.items.some((item) => 'reason' in item) : 'reason' in verdict;
    return hasReason ? rules(this.#transport.withoutSecrets(answer)) : verdict;
  }
}

function judge(receiver: HttpReceiver, answer: HttpAnswer, sentCount: number): Verdict {
  const verdict = judgeAnswer(RULES[receiver], answer, sentCount);
  const isSuccess = verdict.kind === 'accepted' && RULES[receiver] === 'http-2xx';
  return (isSuccess ? doubtOf(receiver, answer) : undefined) ?? verdict;
}

/** The success of Azure Logs Ingestion, which has no body. */
const NO_CONTENT = 204;

/** Why a status of 2xx is none of the receiver: a proxy, a portal or a load balancer may have answered. */
function doubtOf(receiver: HttpReceiver, { status, body }: HttpAnswer): Verdict | undefined {
  if (receiver === 'azure' && status !== NO_CONTENT)
    return misconfigured(`${status} instead of ${NO_CONTENT}, so not an answer of Azure Logs Ingestion`);
  // By its content: some receivers declare every text as HTML.
  return /^\s*</.test(body) ? misconfigured(`${status} with a page, not an answer of a receiver`) : undefined;
}

/** The element of `items` where the answer has one for each record, else the whole answer. */
function answerAbout({ body }: HttpAnswer, index: number): string {
  const json = parseJson(body);
  const items = isJsonObject(json) ? json['items'] : undefined;
  return Array.isArray(items) && items[index] !== undefined ? JSON.stringify(items[index]) : body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
