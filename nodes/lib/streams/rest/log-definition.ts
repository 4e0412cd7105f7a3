import type { Access } from '../../contracts/errors';

/** What the definitions of all log types have. */
export interface LogDefinition {
  /** 'audit', 'ttp.url' …: the key of the stream, and of its position and probe */
  readonly key: string;
  /** `audit`, `ttp` …: the node, and the first part of the topic */
  readonly log: string;
  readonly type: string;
  /** what it reads, as readable text */
  readonly about: string;
  /** what the application in Mimecast needs */
  readonly access: Access;
}

/** For the errors of a call: what it reads, and what that needs; undefined: not known. */
export interface Requirement {
  readonly key: string;
  readonly access: Access | undefined;
}
