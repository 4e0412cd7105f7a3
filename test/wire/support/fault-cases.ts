import type { Report } from '../../../nodes/lib/collector/reports/reports';
import type { FaultName, Simulator } from '../../../nodes/lib/simulator/simulator';

export interface FaultCase {
  readonly fault: FaultName;
  /** Sets the fault; it has to fire at least once. */
  readonly dial: (simulator: Simulator) => void;
  /** Lines that may be delivered twice: a file that changed during the read is read again from its first line. */
  readonly mayRepeat?: number;
  /** The expected reports on the second output. */
  readonly tells?: readonly Report['kind'][];
}

/** The next `count` requests fail, after `skip` that do not: in the middle of a read, not at its start. */
const next =
  (fault: FaultName, count: number, skip = 0) =>
  (simulator: Simulator): void =>
    simulator.faults.next(fault, count, skip);

export const FILES_RECORDS = 240;

/** Every simulated fault, and its promised effect. */
export const FAULT_CASES: readonly FaultCase[] = [
  { fault: 'rate-limited', dial: next('rate-limited', 4, 2), tells: ['throttled'] },
  { fault: 'rate-limited-bare', dial: next('rate-limited-bare', 1, 2), tells: ['throttled'] },
  { fault: 'unauthorized-midway', dial: next('unauthorized-midway', 1, 3) },
  { fault: 'unauthorized-flaky', dial: next('unauthorized-flaky', 1, 3) },
  { fault: 'server-error', dial: next('server-error', 2, 2) },
  { fault: 'html-answer', dial: next('html-answer', 2, 2) },
  { fault: 'truncated-json', dial: next('truncated-json', 2, 2) },
  { fault: 'fail-in-200', dial: next('fail-in-200', 2, 2) },
  { fault: 'meta-status', dial: next('meta-status', 2, 2) },
  { fault: 'reset', dial: next('reset', 2, 2) },
  { fault: 'forbidden', dial: next('forbidden', 1, 3), tells: ['failed'] },
  { fault: 'quota-headers-missing', dial: next('quota-headers-missing', 5) },
  { fault: 'token-error', dial: next('token-error', 2) },
  { fault: 'token-echo', dial: next('token-echo', 1), tells: ['failed'] },
  { fault: 'token-fail-in-200', dial: next('token-fail-in-200', 1) },
  { fault: 'expires-in-odd', dial: next('expires-in-odd', 1) },
  { fault: 'duplicate-link', dial: next('duplicate-link', 2) },
  { fault: 'reordered-links', dial: next('reordered-links', 3) },
  { fault: 'more-files', dial: next('more-files', 1) },
  { fault: 'repeated-cursor', dial: next('repeated-cursor', 1), tells: ['rewind'] },
  { fault: 'zero-cursor', dial: next('zero-cursor', 1), tells: ['rewind'] },
  { fault: 'dead-cursor', dial: next('dead-cursor', 1), tells: ['rewind'] },
  { fault: 'late-files', dial: next('late-files', 2) },
  { fault: 'not-caught-up-flag-missing', dial: next('not-caught-up-flag-missing', 3) },
  { fault: 'bad-line', dial: next('bad-line', 2), tells: ['quarantine'] },
  { fault: 'empty-file', dial: next('empty-file', 2) },
  { fault: 'plain-body', dial: next('plain-body', 2) },
  { fault: 'double-gzip', dial: next('double-gzip', 2) },
  { fault: 'vanished-file', dial: next('vanished-file', 1), tells: ['gap'] },
  { fault: 'resized-file', dial: next('resized-file', 1), tells: ['rewind'], mayRepeat: FILES_RECORDS },
  { fault: 'truncated-gzip-permanent', dial: next('truncated-gzip-permanent', 1), tells: ['gap'] },
  { fault: 'corrupt-gzip-permanent', dial: next('corrupt-gzip-permanent', 1), tells: ['gap'] },
  { fault: 'expired-link', dial: next('expired-link', 2, 3) },
  { fault: 'truncated-gzip', dial: next('truncated-gzip', 2, 1) },
  { fault: 'corrupt-gzip', dial: next('corrupt-gzip', 2, 1) },
  { fault: 'broken-off', dial: next('broken-off', 2, 1) },
  { fault: 'slow-body', dial: next('slow-body', 1, 1) },
  { fault: 'storage-error', dial: next('storage-error', 2, 1) },
  { fault: 'content-encoding', dial: next('content-encoding', 2) },
];
