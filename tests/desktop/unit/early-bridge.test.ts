/** The desktop's bridge before its keeper is found: calls wait until it is there. */
import { expect, test } from 'vitest'
import { earlyBridge } from '../../../electron/desktop/early-bridge.ts'
import type { HostBridge } from '../../../electron/hosting/open-bridge.ts'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { FaultError, fault, faultOf } from '../../../shared/fault.ts'
import { settle } from '../../kit/settle.ts'

const leaving: Notice = { notice: 'keeper.leaving' }

function opening() {
  const { promise, resolve, reject } = Promise.withResolvers<HostBridge>()
  const calls: string[] = []
  const listeners = new Set<(notice: Notice) => void>()
  const watchers = new Set<(here: boolean) => void>()
  let closed = 0
  const opened: HostBridge = {
    call: async (name) => {
      calls.push(name)
      return [] as never
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    watchKeeper(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    close: async () => {
      closed += 1
    },
  }
  return {
    bridge: earlyBridge(promise),
    open: () => resolve(opened),
    fail: () => reject(new FaultError(fault('keeper_unresponsive', { pid: 7 }))),
    calls,
    tell: (notice: Notice) => listeners.forEach((heard) => void heard(notice)),
    look: (here: boolean) => watchers.forEach((heard) => void heard(here)),
    closed: () => closed,
  }
}

test('a call waits for the keeper', async () => {
  const { bridge, open, calls } = opening()
  const listed = bridge.call('connections.list', {})
  await settle()
  expect(calls).toEqual([])
  open()
  expect(await listed).toEqual([])
  expect(calls).toEqual(['connections.list'])
})

test('whoever has subscribed early hears from then on, unless it was cancelled', async () => {
  const { bridge, open, tell, look } = opening()
  const heard: unknown[] = []
  const stop = bridge.subscribe((notice) => heard.push(notice))
  bridge.subscribe((notice) => heard.push(['cancelled', notice]))()
  bridge.watchKeeper((here) => heard.push(here))
  open()
  await settle()
  tell(leaving)
  look(false)
  stop()
  tell(leaving)
  expect(heard).toEqual([leaving, false])
})

test('a failed opening is what every call raises', async () => {
  const { bridge, fail } = opening()
  const asked = bridge.call('settings.get', {}).catch(faultOf)
  bridge.subscribe(() => {})
  fail()
  expect(await asked).toEqual(fault('keeper_unresponsive', { pid: 7 }))
  await bridge.close()
})

test('closing does not wait for what is not there, and ends what is', async () => {
  const { bridge, open, closed } = opening()
  await bridge.close()
  expect(closed()).toBe(0)
  open()
  await settle()
  await bridge.close()
  expect(closed()).toBe(1)
})
