"""What stands around a window in a desktop session, for tests: a host for tray icons, and the system's word for sleep.

    services.py watcher   owns org.kde.StatusNotifierWatcher on the session bus
    services.py login1    owns org.freedesktop.login1 on the system bus

Prints a line when it is ready. Reads commands from stdin, one a line, and prints one line of JSON for each:

    items                      what the watcher shows: title, tool tip, menu
    activate N                 a click on icon N
    choose N LABEL             a click on that entry of its menu; false when the menu was another one meanwhile, or has no such entry
    sleep true|false           PrepareForSleep, as before and after a suspend; false while nobody listens for it
    shutdown true|false        PrepareForShutdown; false while nobody listens for it
"""
import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

DBusGMainLoop(set_as_default=True)
loop = GLib.MainLoop()

# Seconds for an answer, on a machine of any speed; else D-Bus has 25.
PATIENCE = 600


class Watcher(dbus.service.Object):
    IFACE = 'org.kde.StatusNotifierWatcher'

    def __init__(self, bus):
        self.bus = bus
        self.items = []
        super().__init__(bus, '/StatusNotifierWatcher')
        bus.add_signal_receiver(self.gone, 'NameOwnerChanged', 'org.freedesktop.DBus')

    def gone(self, name, _old, new):
        if new == '':
            self.items = [item for item in self.items if item[0] != name]

    @dbus.service.method(IFACE, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        path = service if service.startswith('/') else '/StatusNotifierItem'
        self.items.append((sender, path))
        self.StatusNotifierItemRegistered(service)

    @dbus.service.method(IFACE, in_signature='s')
    def RegisterStatusNotifierHost(self, service):
        pass

    @dbus.service.signal(IFACE, signature='s')
    def StatusNotifierItemRegistered(self, service):
        pass

    @dbus.service.method('org.freedesktop.DBus.Properties', in_signature='ss', out_signature='v')
    def Get(self, _interface, name):
        values = {'IsStatusNotifierHostRegistered': True, 'ProtocolVersion': dbus.Int32(0)}
        return values.get(name, dbus.Array([f'{a}{b}' for a, b in self.items], signature='s'))

    @dbus.service.method('org.freedesktop.DBus.Properties', in_signature='s', out_signature='a{sv}')
    def GetAll(self, interface):
        names = ['IsStatusNotifierHostRegistered', 'ProtocolVersion', 'RegisteredStatusNotifierItems']
        return {name: self.Get(interface, name) for name in names}

    def item(self, number):
        name, path = self.items[number]
        return self.bus.get_object(name, path)

    def properties(self, number):
        item = dbus.Interface(self.item(number), 'org.freedesktop.DBus.Properties')
        return item.GetAll('org.kde.StatusNotifierItem', timeout=PATIENCE)

    def menu(self, number):
        name, _path = self.items[number]
        menu = self.bus.get_object(name, self.properties(number)['Menu'])
        return dbus.Interface(menu, 'com.canonical.dbusmenu')

    def layout(self, number):
        return self.menu(number).GetLayout(0, -1, dbus.Array([], signature='s'), timeout=PATIENCE)

    def labels(self, number):
        _revision, layout = self.layout(number)
        return entries(layout, [])

    def choose(self, number, wanted):
        revision, layout = self.layout(number)
        identity = next((one['id'] for one in entries(layout, []) if one['label'] == wanted), None)
        if identity is None:
            return False
        clicked = dbus.String('', variant_level=1)
        self.menu(number).Event(identity, 'clicked', clicked, dbus.UInt32(0), timeout=PATIENCE)
        try:
            now, _layout = self.layout(number)
        except dbus.DBusException:
            return True  # the program has ended, by that click
        return now == revision

    def answer(self, words):
        if words[0] == 'items':
            return [self.described(number) for number in range(len(self.items))]
        number = int(words[1])
        if words[0] == 'choose':
            return self.choose(number, ' '.join(words[2:]))
        dbus.Interface(self.item(number), 'org.kde.StatusNotifierItem').Activate(0, 0, timeout=PATIENCE)
        return True

    def described(self, number):
        found = self.properties(number)
        return {'title': str(found.get('Title', '')), 'tip': str(found.get('ToolTip', ['', '', '', ''])[2]),
                'menu': [one['label'] for one in self.labels(number)]}


def entries(node, above):
    identity, properties, children = node
    label = str(properties.get('label', '')).replace('_', '')
    path = above + ([label] if label else [])
    own = [{'id': int(identity), 'label': ' > '.join(path)}] if label else []
    return own + [entry for child in children for entry in entries(child, path)]


class Login(dbus.service.Object):
    IFACE = 'org.freedesktop.login1.Manager'

    def __init__(self, bus):
        self.heard = False
        super().__init__(bus, '/org/freedesktop/login1')

    # Whoever asks for it has asked for the signals before.
    @dbus.service.method(IFACE, in_signature='ssss', out_signature='h')
    def Inhibit(self, _what, _who, _why, _mode):
        self.heard = True
        return dbus.types.UnixFd(open('/dev/null'))

    @dbus.service.signal(IFACE, signature='b')
    def PrepareForSleep(self, begins):
        pass

    @dbus.service.signal(IFACE, signature='b')
    def PrepareForShutdown(self, begins):
        pass

    def answer(self, words):
        if not self.heard:
            return False
        if words[0] == 'sleep':
            self.PrepareForSleep(words[1] == 'true')
        else:
            self.PrepareForShutdown(words[1] == 'true')
        return True


def heard(service):
    def line(_source, _condition):
        text = sys.stdin.readline()
        if text == '':
            loop.quit()
            return False
        try:
            print(json.dumps({'value': service.answer(text.split())}), flush=True)
        except Exception as trouble:  # whatever it is, the test is told
            print(json.dumps({'error': repr(trouble)}), flush=True)
        return True

    return line


bus = dbus.SessionBus() if sys.argv[1] == 'watcher' else dbus.SystemBus()
name = {'watcher': 'org.kde.StatusNotifierWatcher', 'login1': 'org.freedesktop.login1'}[sys.argv[1]]
owned = dbus.service.BusName(name, bus)
service = Watcher(bus) if sys.argv[1] == 'watcher' else Login(bus)
GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, heard(service))
print(json.dumps({'value': 'ready'}), flush=True)
loop.run()
