// Runs before `npm start`; plain CommonJS so that old versions of node can read it.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This sample runs TypeScript directly, which needs node 22.18 or newer; this is node ${process.versions.node}.`,
  );
  process.exit(1);
}
