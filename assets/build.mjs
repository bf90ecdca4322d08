// Bundles src/ into ../service/pages/static, with hashed names, a gzip beside each and a manifest.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "service", "pages", "static");
const BROWSERS = ["chrome120", "firefox120", "safari17"];

// The theme declares thousands of tokens, of which the pages reach a fifth.
const TOKEN = /^\s*(--[\w-]+):(.*);\s*$/;
const usesOf = (text) => [...text.matchAll(/var\((--[\w-]+)/g)].map((found) => found[1]);

function withoutUnusedTokens(css) {
  const lines = css.split("\n");
  const declared = new Map();
  const reached = new Set();
  for (const line of lines) {
    const token = line.match(TOKEN);
    if (token) declared.set(token[1], [...(declared.get(token[1]) ?? []), ...usesOf(token[2])]);
    else usesOf(line).forEach((name) => reached.add(name));
  }
  for (const name of reached) declared.get(name)?.forEach((next) => reached.add(next));
  return lines.filter((line) => !TOKEN.test(line) || reached.has(line.match(TOKEN)[1])).join("\n");
}

async function bundled() {
  const made = await build({
    absWorkingDir: here,
    entryPoints: ["src/app.css", "src/app.js", "src/map.js"],
    bundle: true,
    write: false,
    outdir: "out",
    format: "esm",
    target: BROWSERS,
    loader: { ".woff2": "file" },
    assetNames: "[name]-[hash]",
    legalComments: "none",
    logLevel: "warning",
  });
  return made.outputFiles;
}

async function finished(file) {
  const kind = extname(file.path).slice(1);
  if (kind !== "css" && kind !== "js") return file.contents;
  const text = kind === "css" ? withoutUnusedTokens(file.text) : file.text;
  const { code } = await transform(text, { loader: kind, minify: true, target: BROWSERS });
  return Buffer.from(code);
}

async function written(folder) {
  const manifest = {};
  for (const file of await bundled()) {
    const contents = await finished(file);
    const [name, kind] = [basename(file.path, extname(file.path)), extname(file.path)];
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 10);
    const hashed = kind === ".woff2" ? basename(file.path) : `${name}-${hash}${kind}`;
    await writeFile(join(folder, hashed), contents);
    if (kind !== ".woff2") await writeFile(join(folder, `${hashed}.gz`), gzipSync(contents, { level: 9 }));
    manifest[name + kind] = hashed;
  }
  return manifest;
}

// A folder beside, that takes the place of the old one once it is whole.
const fresh = `${target}.new`;
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
await writeFile(join(fresh, "manifest.json"), JSON.stringify(await written(fresh), null, 1));
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
console.log(`${(await readdir(target)).length} files in service/pages/static`);
