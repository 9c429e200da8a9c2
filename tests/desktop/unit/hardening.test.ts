import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { hardenSessions, refuseCertificates } from '../../../electron/desktop/window/hardening.ts'
import { Session } from '../../kit/electron/modelled.ts'

describe('a server that asks for a client certificate', () => {
  test('gets none, whatever this computer has', () => {
    const app = new EventEmitter()
    refuseCertificates(app as never)
    const certificates = [{ subjectName: 'A person' }, { subjectName: 'The same, at work' }]
    const chosen: unknown[][] = []
    let prevented = false
    const event = {
      preventDefault() {
        prevented = true
      },
    }
    const choose = (...given: unknown[]) => void chosen.push(given)
    for (const contents of [null, {}])
      app.emit('select-client-certificate', event, contents, 'https://evil.example/', certificates, choose)
    expect([prevented, chosen]).toEqual([true, [[], []]])
  })
})

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
