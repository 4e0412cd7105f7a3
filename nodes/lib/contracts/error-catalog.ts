/** The error catalogue: code, retry policy, message and remedy for every error of Mimecast and the network. */
import { ACCOUNT_ERRORS } from './catalog/account';
import { NETWORK_ERRORS } from './catalog/network';
import { RESPONSE_ERRORS } from './catalog/responses';

export type { ErrorDefinition } from './catalog/definition';

export const ERROR_CATALOG = { ...ACCOUNT_ERRORS, ...RESPONSE_ERRORS, ...NETWORK_ERRORS } as const;

export type ErrorReason = keyof typeof ERROR_CATALOG;
