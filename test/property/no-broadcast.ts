// Dexie tells other windows of each commit where it finds this: messages of the real world, at times that no seed decides.
// Has to be evaluated before Dexie.
Reflect.deleteProperty(globalThis, 'BroadcastChannel')
