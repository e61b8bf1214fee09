/** When a page itself breaks, or a part of it can no longer be loaded after a release. */
import { Component, type ReactNode } from 'react';
import { ErrorState } from '../design/notices.js';

export class FailureBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <ErrorState title="This page broke" onRetry={() => location.reload()}>
        That is a fault of ours. Loading the page again may help; your cart is kept.
      </ErrorState>
    );
  }
}
