/** Back-off without waiting: full jitter of a delay of 0 is 0. */
export function withoutJitter(): void {
  const { random } = Math;
  beforeEach(() => {
    Math.random = () => 0;
  });
  afterEach(() => {
    Math.random = random;
  });
}
