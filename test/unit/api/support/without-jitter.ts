/** Back-off without waiting: full jitter of nothing is nothing. */
export function withoutJitter(): void {
  const { random } = Math;
  beforeEach(() => {
    Math.random = () => 0;
  });
  afterEach(() => {
    Math.random = random;
  });
}
