import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";
import ssh2, { type Attributes, type SFTPWrapper } from "ssh2";

const { STATUS_CODE: status, flagsToString } = ssh2.utils.sftp;

/** Serves the files of a folder, which stands for the user's home; absolute paths are those of this host. */
export function serveSftp(sftp: SFTPWrapper, folder: string): void {
  const handles = new Map<number, { fd?: number; names?: string[] }>();
  let last = 0;
  const place = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  const give = (entry: { fd?: number; names?: string[] }) => {
    handles.set(++last, entry);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(last);
    return handle;
  };
  const of = (handle: Buffer) => handles.get(handle.readUInt32BE(0)) ?? {};
  const answer = (id: number, work: () => void) => {
    try {
      work();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      sftp.status(
        id,
        code === "ENOENT" ? status.NO_SUCH_FILE : code === "EACCES" ? status.PERMISSION_DENIED : status.FAILURE,
      );
    }
  };
  const done = (id: number, work: () => void) =>
    answer(id, () => {
      work();
      sftp.status(id, status.OK);
    });
  sftp.on("end", () => sftp.end());
  sftp.on("OPEN", (id, path, flags, attributes) =>
    answer(id, () =>
      sftp.handle(id, give({ fd: openSync(place(path), flagsToString(flags) ?? "r", attributes.mode ?? 0o644) })),
    ),
  );
  sftp.on("WRITE", (id, handle, offset, data) =>
    done(id, () => void writeSync(of(handle).fd ?? -1, data, 0, data.length, offset)),
  );
  sftp.on("READ", (id, handle, offset, length) =>
    answer(id, () => {
      const into = Buffer.alloc(length);
      const count = readSync(of(handle).fd ?? -1, into, 0, length, offset);
      if (count === 0) sftp.status(id, status.EOF);
      else sftp.data(id, into.subarray(0, count));
    }),
  );
  sftp.on("FSTAT", (id, handle) => answer(id, () => sftp.attrs(id, attributesOf(fstatSync(of(handle).fd ?? -1)))));
  sftp.on("STAT", (id, path) => answer(id, () => sftp.attrs(id, attributesOf(statSync(place(path))))));
  sftp.on("LSTAT", (id, path) => answer(id, () => sftp.attrs(id, attributesOf(lstatSync(place(path))))));
  sftp.on("FSETSTAT", (id, handle, { mode }) => done(id, () => fchmodSync(of(handle).fd ?? -1, mode)));
  sftp.on("SETSTAT", (id, path, { mode }) => done(id, () => chmodSync(place(path), mode)));
  sftp.on("MKDIR", (id, path) => done(id, () => mkdirSync(place(path))));
  sftp.on("OPENDIR", (id, path) =>
    answer(id, () => sftp.handle(id, give({ names: [".", "..", ...readdirSync(place(path))] }))),
  );
  sftp.on("READDIR", (id, handle) =>
    answer(id, () => {
      const names = of(handle).names?.splice(0, 2) ?? [];
      if (names.length === 0) return sftp.status(id, status.EOF);
      sftp.name(
        id,
        names.map((filename) => ({ filename, longname: filename, attrs: {} as Attributes })),
      );
    }),
  );
  sftp.on("REALPATH", (id, path) =>
    answer(id, () => sftp.name(id, [{ filename: realpathSync(place(path)), longname: "", attrs: {} as Attributes }])),
  );
  sftp.on("CLOSE", (id, handle) =>
    done(id, () => {
      const { fd } = of(handle);
      if (fd !== undefined) closeSync(fd);
      handles.delete(handle.readUInt32BE(0));
    }),
  );
}

function attributesOf({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): Attributes {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}
