//! The few calls the journal makes of a disk, so that tests can make them fail.
//!
//! Names are flat file names inside one folder. All methods take `&self`: the desk appends while
//! a snapshot is written beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::JournalError;

/// What the journal asks of a disk.
///
/// A write is durable after `sync` of its file; a new, renamed or removed name after `sync_folder`.
pub trait Storage: Send + Sync {
    /// The names of all files, in no particular order.
    fn list(&self) -> io::Result<Vec<String>>;
    /// The whole content of a file.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
    /// Writes at the end of a file, which is created if need be.
    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Writes over bytes that a file already has.
    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Cuts a file to a length.
    fn truncate(&self, name: &str, bytes: u64) -> io::Result<()>;
    /// Makes a file's content durable.
    fn sync(&self, name: &str) -> io::Result<()>;
    /// Makes names durable.
    fn sync_folder(&self) -> io::Result<()>;
    /// Gives a file another name, replacing what had it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, name: &str) -> io::Result<()>;
}

/// The file that the one writer holds locked.
const LOCK: &str = "lock";

/// Open files are kept for the segment and the snapshot being written, and one more of each.
const OPEN_FILES_MAX: usize = 4;

/// A folder on a disk.
pub struct DiskStorage {
    folder: PathBuf,
    /// Held until drop; absent for a reader, whose writes are refused.
    lock: Option<File>,
    open: Mutex<Vec<(String, Arc<File>)>>,
}

impl DiskStorage {
    /// Opens a folder for the one writer, creating it if need be.
    ///
    /// # Errors
    /// `Locked` if another writer lives, `Storage` if the disk refuses.
    pub fn writer(folder: &Path) -> Result<DiskStorage, JournalError> {
        let storage_error = JournalError::storage;
        fs::create_dir_all(folder).map_err(storage_error("create", ""))?;
        if let Some(parent) = folder
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            sync_folder_at(parent).map_err(storage_error("sync the parent of", ""))?;
        }
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(LOCK))
            .map_err(storage_error("open", LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(JournalError::Locked {
                    folder: folder.to_owned(),
                });
            }
            Err(fs::TryLockError::Error(source)) => {
                return Err(storage_error("lock", LOCK)(source));
            }
        }
        Ok(DiskStorage {
            folder: folder.to_owned(),
            lock: Some(lock),
            open: Mutex::default(),
        })
    }

    /// Opens a folder for reading, also beside a live writer; every change is refused.
    pub fn reader(folder: &Path) -> DiskStorage {
        DiskStorage {
            folder: folder.to_owned(),
            lock: None,
            open: Mutex::default(),
        }
    }

    fn refuse_reader(&self) -> io::Result<()> {
        match self.lock {
            Some(_) => Ok(()),
            None => Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "opened for reading",
            )),
        }
    }

    /// The open file of a name; the oldest one is closed past the bound.
    fn file(&self, name: &str) -> io::Result<Arc<File>> {
        self.refuse_reader()?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = open.iter().find(|(known, _)| known == name) {
            return Ok(Arc::clone(file));
        }
        if open.len() == OPEN_FILES_MAX {
            open.remove(0);
        }
        // Opened without O_APPEND, which would send positioned writes to the end on Linux.
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(self.folder.join(name))?;
        let file = Arc::new(file);
        open.push((name.to_owned(), Arc::clone(&file)));
        Ok(file)
    }

    fn forget(&self, name: &str) {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(known, _)| known != name);
    }
}

impl Storage for DiskStorage {
    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            // Names that are not UTF-8 are none of ours.
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(name))
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.file(name)?;
        let mut file = &*file;
        io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        file.write_all(bytes)
    }

    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.file(name)?.write_all_at(bytes, offset)
    }

    fn truncate(&self, name: &str, bytes: u64) -> io::Result<()> {
        self.file(name)?.set_len(bytes)
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        self.file(name)?.sync_data()
    }

    fn sync_folder(&self) -> io::Result<()> {
        self.refuse_reader()?;
        sync_folder_at(&self.folder)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.refuse_reader()?;
        self.forget(from);
        self.forget(to);
        fs::rename(self.folder.join(from), self.folder.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.refuse_reader()?;
        self.forget(name);
        fs::remove_file(self.folder.join(name))
    }
}

fn sync_folder_at(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
