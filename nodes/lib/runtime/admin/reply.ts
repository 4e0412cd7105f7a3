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
  destroy(): unknown;
}

/**
 * Answers a request, whatever happens: an exception in a chain without a last catch would end the process.
 * @param handle may throw, reject, or give a body that JSON can't express, such as a record nested thousands deep
 * @param unexpected body of status 500, sent in these cases
 */
export function sendReply(response: Response, handle: () => Promise<HttpReply>, unexpected: object): void {
  const run = async (): Promise<void> => {
    const { status, body } = await handle();
    response.status(status).json(body);
  };
  run()
    .catch(() => response.status(500).json(unexpected))
    // The answer has begun, or the browser is gone.
    .catch(() => response.destroy());
}
