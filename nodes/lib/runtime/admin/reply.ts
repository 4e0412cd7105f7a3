/** The reply of an admin endpoint. */
export interface HttpReply<Body extends object = object> {
  readonly status: number;
  readonly body: Body;
}

/** @param text shown to the person at the dialog */
export const errorReply = (status: number, text: string): HttpReply<{ readonly text: string }> => ({
  status,
  body: { text },
});

/** The part of a response that is used here. */
interface Response {
  status(code: number): { json(body: object): unknown };
}

/** @param unexpected body of status 500, sent when the handler fails */
export function sendReply(response: Response, reply: Promise<HttpReply>, unexpected: object): void {
  reply.then(
    ({ status, body }) => response.status(status).json(body),
    () => response.status(500).json(unexpected),
  );
}
