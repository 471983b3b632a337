/** Frames that come back to a session, in the order in which they were sent. */
import type { Redis } from 'ioredis';
import { emptyFrame, headIn, ticketOf } from './result-frame.js';

/** Seconds that a wait takes at most, so that a connection that died in silence is noticed. */
const WAIT = 5;
/** Milliseconds until the next attempt where Redis answered with an error. */
const PAUSE = 1000;

export class Inbox {
  private readonly markers = new Map<number, () => void>();
  private lastMarker = 0;
  private isClosed = false;

  /**
   * @param blocking a connection for this alone: it waits
   * @param receive called with each frame and its ticket
   */
  constructor(
    private readonly redis: Redis,
    private readonly blocking: Redis,
    private readonly key: string,
    private readonly receive: (ticket: number, frame: Buffer) => void,
  ) {
    void this.run();
  }

  /** Settles when everything that had been sent when it was called has been received. */
  async flush(): Promise<void> {
    const marker = ++this.lastMarker;
    await new Promise<void>((resolve, reject) => {
      this.markers.set(marker, resolve);
      this.redis.rpush(this.key, emptyFrame(0, marker)).catch(reject);
    }).finally(() => this.markers.delete(marker));
  }

  close(): void {
    this.isClosed = true;
    this.blocking.disconnect();
  }

  private async run(): Promise<void> {
    while (!this.isClosed) {
      try {
        const popped = await this.blocking.blpopBuffer(this.key, WAIT);
        if (popped) this.take(popped[1]);
      } catch {
        // What Redis refuses here it refuses elsewhere too, where it is told.
        if (!this.isClosed) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  private take(frame: Buffer): void {
    const ticket = ticketOf(frame);
    if (ticket === 0) this.markers.get(headIn(frame) as number)?.();
    else this.receive(ticket, frame);
  }
}
