import type { PosturePart } from '../../lib/contracts/overview';
import type { ViewProps } from './view';

export interface PostureProps extends ViewProps {
  readonly posture: PosturePart;
}
