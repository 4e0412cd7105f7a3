/** A record of one kind, as the reference shows it (wire.md 4.3, 5, 7 to 11), and its metadata. */
export interface Sample {
  readonly log: string;
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly marks?: Readonly<Record<string, string>>;
}
