import { z } from 'zod';

/** The range of `Date`. A number beyond it is no instant: it makes `toISOString` throw, and comparisons useless. */
const MAX_EPOCH_MS = 8.64e15;

/** An instant in a stored file, epoch ms. */
export const epochMs = z.number().min(-MAX_EPOCH_MS).max(MAX_EPOCH_MS);

/** Whether a number can be used as an instant. */
export const isEpochMs = (value: number): boolean => Math.abs(value) <= MAX_EPOCH_MS;
