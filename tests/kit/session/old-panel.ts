/** An older panel (trayer): icons are windows in it, and their menus windows over it. */
import { until } from '../processes/until.ts'

type Said = (program: string, args: readonly string[]) => Promise<string>
type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
type Window = Place & { readonly id: string; readonly isMenu: boolean }

const HEIGHT = 32

/** In the lower left corner, as wide as its icons, each of them in sight. */
export const TRAYER = [
  ...['--edge', 'bottom', '--align', 'left', '--widthtype', 'request'],
  ...['--height', `${HEIGHT}`, '--SetDockType', 'true'],
]

/** None of the window system's own programs tells who owns a selection. */
const OWNER = `
import ctypes
x = ctypes.CDLL('libX11.so.6')
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.argtypes, x.XInternAtom.restype = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int], ctypes.c_ulong
x.XGetSelectionOwner.argtypes, x.XGetSelectionOwner.restype = [ctypes.c_void_p, ctypes.c_ulong], ctypes.c_ulong
display = x.XOpenDisplay(None)
print(x.XGetSelectionOwner(display, x.XInternAtom(display, b'_NET_SYSTEM_TRAY_S0', 0)))`

/** True once somebody gives places to icons. */
export const isTrayOwned = async (said: Said) => Number(await said('/usr/bin/python3', ['-c', OWNER])) > 0

/** What the program draws in, without the window manager's frame. */
export function placeIn(windowInfo: string): Place {
  const number = (name: string) => Number(new RegExp(`${name}: +(-?\\d+)`).exec(windowInfo)?.[1])
  const [x, y] = [number('Absolute upper-left X'), number('Absolute upper-left Y')]
  return { x, y, width: number('Width'), height: number('Height') }
}

type Hands = { readonly said: Said; click(x: number, y: number, button?: number): Promise<string> }

export function oldPanel({ said, click }: Hands) {
  const windows = async (): Promise<readonly Window[]> => {
    const ids = (await said('xdotool', ['search', '--onlyvisible', '--class', 'electron'])).split('\n')
    return Promise.all(
      ids.filter(Boolean).map(async (id) => {
        const info = await said('xwininfo', ['-id', id])
        const place = placeIn(info)
        // No window manager places it. An icon's name, which comes up over it, is lower.
        return { id, ...place, isMenu: info.includes('Override Redirect State: yes') && place.height > 2 * HEIGHT }
      }),
    )
  }
  const isIcon = ({ x, width, height }: Window) => x >= 0 && x < HEIGHT && width > 1 && height > 1 && height <= HEIGHT
  return {
    /** Opens the icon's menu, once the icon is there; gives where the menu is. */
    async openMenu(): Promise<Place> {
      const icon = await until('the icon in the panel', async () => (await windows()).find(isIcon))
      const { x = 0, y = 0, width = 0, height = 0 } = icon ?? {}
      await click(x + Math.round(width / 2), y + Math.round(height / 2), 3)
      const menu = await until('the menu', async () => (await windows()).find(({ isMenu }) => isMenu))
      if (menu === undefined) throw new Error('no menu')
      return menu
    },
    /** As long as a menu is open it takes every key. */
    menuGone: () => until('the menu to be gone', async () => !(await windows()).some(({ isMenu }) => isMenu)),
  }
}
