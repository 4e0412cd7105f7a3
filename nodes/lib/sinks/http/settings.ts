import type { TlsSettings } from '../../contracts/tls';
import type { HttpReceiver } from '../../properties/node/http';
import type { ProxySettings } from '../../util/http/proxy';

/** How a request is authorized. */
export type HttpLogin =
  | { readonly kind: 'none' }
  /** a value of the header `authorization` */
  | { readonly kind: 'header'; readonly value: string }
  /** a token of Microsoft Entra for an application (OAuth 2.0, client credentials) */
  | {
      readonly kind: 'client-credentials';
      readonly tokenUrl: string;
      readonly scope: string;
      readonly clientId: string;
      readonly clientSecret: string;
    };

export interface HttpSinkSettings {
  readonly receiver: HttpReceiver;
  /** complete, see `receiverUrl` */
  readonly url: string;
  /** lower-case names */
  readonly headers: Readonly<Record<string, string>>;
  readonly login: HttpLogin;
  readonly gzip: boolean;
  /** of a request, before gzip */
  readonly batchBytes: number;
  /** ms that items wait for others */
  readonly batchMs: number;
  readonly timeoutMs: number;
  /** for `hec`: delivered when indexed */
  readonly indexerAck: boolean;
  readonly tls?: TlsSettings | undefined;
  readonly proxy?: ProxySettings | undefined;
  /** values that must not be shown, beside those of `login` */
  readonly secrets: readonly string[];
}
