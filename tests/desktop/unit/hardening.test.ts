import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { hardenSessions } from '../../../electron/desktop/window/hardening.ts'

/** Keeps what it is told to answer with. */
class Session extends EventEmitter {
  permissionCheck: ((contents: unknown, permission: string) => boolean) | null = null
  device: (() => boolean) | null = null
  setPermissionRequestHandler(): void {}
  setPermissionCheckHandler(handler: typeof this.permissionCheck): void {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: typeof this.device): void {
    this.device = handler
  }
}

describe('a session', () => {
  const download = (session: Session, url: string): boolean => {
    let refused = false
    const event = {
      preventDefault() {
        refused = true
      },
    }
    session.emit('will-download', event, { getURL: () => url })
    return !refused
  }

  test('has no permissions and no downloads, ours and any made later', () => {
    const app = new EventEmitter()
    const own = new Session()
    hardenSessions(app as never, { defaultSession: own as never })
    app.emit('session-created', own)
    const later = new Session()
    app.emit('session-created', later)
    expect(own.listenerCount('will-download')).toBe(1)
    for (const session of [own, later]) {
      expect([session.permissionCheck?.({}, 'usb'), session.device?.()]).toEqual([false, false])
      for (const url of [
        'https://evil.example/x.exe',
        'data:text/plain,x',
        'blob:https://evil.example/1',
        'app://x/',
        'blob:app://everbearer/5e6f',
      ])
        expect(download(session, url), url).toBe(false)
    }
  })
})
