type Pem = string | Buffer | readonly (string | Buffer)[];

/** TLS options as the core node `tls-config` sets them in `addTLSOptions`. */
export interface TlsSettings {
  readonly key?: Pem | undefined;
  readonly cert?: Pem | undefined;
  readonly ca?: Pem | undefined;
  readonly pfx?: string | Buffer | undefined;
  readonly passphrase?: string | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}
