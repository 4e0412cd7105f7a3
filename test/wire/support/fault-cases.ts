import type { Report } from '../../../nodes/lib/collector/reports/reports';
import type { FaultName, Simulator } from '../../../nodes/lib/simulator/simulator';

export interface FaultCase {
  readonly fault: FaultName;
  /** Sets the fault; it has to fire at least once. */
  readonly configure: (simulator: Simulator) => void;
  /** Lines that may be delivered twice: a file that changed during the read is read again from its first line. */
  readonly mayRepeat?: number;
  /** The expected reports on the second output. */
  readonly reports?: readonly Report['kind'][];
}

/** The next `count` requests fail, after `skip` that do not: in the middle of a read, not at its start. */
const next =
  (fault: FaultName, count: number, skip = 0) =>
  (simulator: Simulator): void =>
    simulator.faults.next(fault, count, skip);

export const FILES_RECORDS = 240;

/** Every simulated fault, and its promised effect. */
export const FAULT_CASES: readonly FaultCase[] = [
  { fault: 'rate-limited', configure: next('rate-limited', 4, 2), reports: ['throttled'] },
  { fault: 'rate-limited-bare', configure: next('rate-limited-bare', 1, 2), reports: ['throttled'] },
  { fault: 'unauthorized-midway', configure: next('unauthorized-midway', 1, 3) },
  { fault: 'unauthorized-flaky', configure: next('unauthorized-flaky', 1, 3) },
  { fault: 'server-error', configure: next('server-error', 2, 2) },
  { fault: 'html-answer', configure: next('html-answer', 2, 2) },
  { fault: 'truncated-json', configure: next('truncated-json', 2, 2) },
  { fault: 'fail-in-200', configure: next('fail-in-200', 2, 2) },
  { fault: 'meta-status', configure: next('meta-status', 2, 2) },
  { fault: 'reset', configure: next('reset', 2, 2) },
  { fault: 'forbidden', configure: next('forbidden', 1, 3), reports: ['failed'] },
  { fault: 'quota-headers-missing', configure: next('quota-headers-missing', 5) },
  { fault: 'token-error', configure: next('token-error', 2) },
  { fault: 'token-echo', configure: next('token-echo', 1), reports: ['failed'] },
  { fault: 'token-fail-in-200', configure: next('token-fail-in-200', 1) },
  { fault: 'expires-in-odd', configure: next('expires-in-odd', 1) },
  { fault: 'duplicate-link', configure: next('duplicate-link', 2) },
  { fault: 'reordered-links', configure: next('reordered-links', 3) },
  { fault: 'more-files', configure: next('more-files', 1) },
  { fault: 'repeated-cursor', configure: next('repeated-cursor', 12), reports: ['rewind'] },
  { fault: 'constant-cursor', configure: ({ faults }) => faults.set('constant-cursor', 1) },
  { fault: 'zero-cursor', configure: next('zero-cursor', 1), reports: ['rewind'] },
  { fault: 'dead-cursor', configure: next('dead-cursor', 1), reports: ['rewind'] },
  { fault: 'late-files', configure: next('late-files', 2) },
  { fault: 'not-caught-up-flag-missing', configure: next('not-caught-up-flag-missing', 3) },
  { fault: 'bad-line', configure: next('bad-line', 2), reports: ['quarantine'] },
  { fault: 'empty-file', configure: next('empty-file', 2) },
  { fault: 'plain-body', configure: next('plain-body', 2) },
  { fault: 'double-gzip', configure: next('double-gzip', 2) },
  { fault: 'vanished-file', configure: next('vanished-file', 1), reports: ['gap'] },
  {
    fault: 'resized-file',
    configure: next('resized-file', 1),
    reports: ['rewind'],
    mayRepeat: FILES_RECORDS,
  },
  { fault: 'truncated-gzip-permanent', configure: next('truncated-gzip-permanent', 1), reports: ['gap'] },
  { fault: 'corrupt-gzip-permanent', configure: next('corrupt-gzip-permanent', 1), reports: ['gap'] },
  { fault: 'expired-link', configure: next('expired-link', 2, 3) },
  { fault: 'truncated-gzip', configure: next('truncated-gzip', 2, 1) },
  { fault: 'corrupt-gzip', configure: next('corrupt-gzip', 2, 1) },
  { fault: 'broken-off', configure: next('broken-off', 2, 1) },
  { fault: 'slow-body', configure: next('slow-body', 1, 1) },
  { fault: 'storage-error', configure: next('storage-error', 2, 1) },
  { fault: 'content-encoding', configure: next('content-encoding', 2) },
];
