/** A record of one kind, as the reference shows it (mimecast-api.md 4.3, 5, 7 to 11), and how it is labelled. */
export interface Sample {
  readonly log: string;
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly marks?: Readonly<Record<string, string>>;
}
