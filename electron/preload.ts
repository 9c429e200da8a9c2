import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import { isCallName, isHostCallName, WINDOW_CHANNELS } from '../shared/api/contract/names.ts'

/**
 * All that a page in our window can reach: two functions. Names that are in no contract never leave the page; the door
 * (electron/doors/window/ipc.ts) looks at everything once more.
 */
contextBridge.exposeInMainWorld('everbearer', {
  call(name: unknown, input: unknown): Promise<unknown> {
    if (isCallName(name) || isHostCallName(name)) return ipcRenderer.invoke(WINDOW_CHANNELS.call, { name, input })
    return Promise.resolve({ ok: false, fault: { code: 'unknown_call', params: {} } })
  },
  listen(heard: (event: unknown) => void): () => void {
    const pass = (_event: IpcRendererEvent, event: unknown): void => heard(event)
    ipcRenderer.on(WINDOW_CHANNELS.event, pass)
    return () => void ipcRenderer.removeListener(WINDOW_CHANNELS.event, pass)
  },
})
