import assert from 'node:assert/strict';
import type { EvidenceContext } from '../../../../nodes/lib/assessments/evidence/collect-evidence';
import { type Deadlines, withDeadlines } from '../../../../nodes/lib/assessments/evidence/deadlines';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { sleep } from '../../../../nodes/lib/util/async';
import { ScriptedClient } from '../../../doubles/scripted-client';

const client = new ScriptedClient({ list: () => ({}), body: () => '' });
const LIMITS: Deadlines = { maxWaitMs: 1000, idleMs: 60_000, totalMs: 60_000 };

describe('withDeadlines', () => {
  const context = (signal = new AbortController().signal): EvidenceContext => ({
    client,
    signal,
    stream: 's',
  });
  const waiting = ({ signal }: EvidenceContext): Promise<void> => sleep(60_000, signal);

  it('ends when Mimecast requires a longer wait', async () => {
    const waits: number[] = [];
    const pending = withDeadlines(
      { ...context(), onThrottled: ({ retryAt }) => waits.push(retryAt) },
      async (patient) => {
        patient.onThrottled?.({ group: 'api', message: 'soon', retryAt: Date.now() + 10 });
        assert.equal(patient.signal.aborted, false);
        patient.onThrottled?.({ group: 'api', message: 'the quota is used up', retryAt: Date.now() + 5000 });
        await waiting(patient);
      },
      LIMITS,
    );
    await assert.rejects(
      pending,
      (error) => error instanceof MimecastError && error.code === 'MIMECAST_RATE_LIMITED' && error.transient,
    );
    assert.equal(waits.length, 2);
  });

  it('ends when a request does not', async () => {
    await assert.rejects(
      withDeadlines(context(), waiting, { ...LIMITS, idleMs: 5 }),
      (error) => error instanceof MimecastError && error.code === 'MIMECAST_UNAVAILABLE',
    );
  });

  it('lasts as long as pages arrive, up to a limit', async () => {
    const limits = { ...LIMITS, lookMs: 300, allMs: 10_000 };
    const pages = async ({ signal, onPage }: EvidenceContext, wanted: number): Promise<number> => {
      for (let page = 0; page < wanted; page += 1) {
        await sleep(60, signal);
        onPage?.();
      }
      return wanted;
    };
    assert.equal(await withDeadlines(context(), (patient) => pages(patient, 8), limits), 8);
    await assert.rejects(
      withDeadlines(context(), (patient) => pages(patient, 1000), { ...limits, totalMs: 100 }),
      (error) => error instanceof MimecastError && error.code === 'MIMECAST_UNAVAILABLE',
    );
  });

  it('ends at once when the outer signal is aborted', async () => {
    const closing = new AbortController();
    const reason = new DOMException('closed', 'AbortError');
    const pending = withDeadlines(context(closing.signal), waiting, LIMITS);
    closing.abort(reason);
    await assert.rejects(pending, reason);
    await assert.rejects(withDeadlines(context(closing.signal), waiting, LIMITS), reason);
  });

  it('does not affect work that ends by itself', async () => {
    assert.equal(await withDeadlines(context(), async () => 4, LIMITS), 4);
  });
});
