// Runs in Node: loads the browser's Python, lets micropip install the wheels there as Lite does from requirements.txt,
// without a network, and runs in_browser.py. Prints one line of JSON.
//   node run_in_browser.mjs PYODIDE REPOSITORY WHEELS PACKAGES
// PACKAGES: a folder of pure packages that the tests need besides (pytest).
import { pathToFileURL } from "node:url";
import { readdirSync } from "node:fs";

const [pyodide, repository, wheels, packages] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
globalThis.fetch = () => { throw new Error("the network was asked for"); };
const began = performance.now();
const python = await loadPyodide({ indexURL: pyodide });
const loaded = performance.now();
for (const [place, root] of [["/repository", repository], ["/wheels", wheels], ["/packages", packages]]) {
  python.FS.mkdir(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, place);
}
const named = readdirSync(wheels);
const wheel = (name) => `/wheels/${named.find((file) => file.startsWith(`${name}-`))}`;
python.globals.set("tools", python.toPy(["micropip", "packaging"].map(wheel)));
await python.runPythonAsync(`
import sys
sys.dont_write_bytecode = True
sys.path += tools
import micropip
`);
const before = performance.now();
// Ours alone is named beside what it needs: whatever else its metadata asks for would go to the network and fail.
for (const name of ["jpholiday", "xlshipcheck"]) {
  python.globals.set("wheel", `emfs:${wheel(name)}`);
  await python.runPythonAsync("await micropip.install(wheel)");
}
const installed = performance.now();
python.globals.set("milliseconds", python.toPy({ load: loaded - began, install: installed - before }));
await python.runPythonAsync(`
sys.path += ["/packages"]
sys.path.insert(0, "/repository/tests/lite")
import in_browser
answer = await in_browser.run(milliseconds)
`);
console.log(python.globals.get("answer"));
