package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hashicorp/packer-plugin-sdk/packer"
)

// Machine is a folder: commands run in it, and paths begin at it.
type Machine struct{ Folder string }

func (m *Machine) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(m.Folder, name)
}

// Start runs a command in the folder.
func (m *Machine) Start(ctx context.Context, remote *packer.RemoteCmd) error {
	if strings.HasPrefix(remote.Command, "cannot-start") {
		return errors.New("this machine does not start that")
	}
	command := exec.Command("/bin/sh", "-c", remote.Command)
	command.Dir = m.Folder
	command.Stdin, command.Stdout, command.Stderr = remote.Stdin, remote.Stdout, remote.Stderr
	command.Env = append(os.Environ(), "MACHINE="+m.Folder)
	if err := command.Start(); err != nil {
		return err
	}
	go func() {
		err := command.Wait()
		status := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			status = exit.ExitCode()
		} else if err != nil {
			status = 1
		}
		remote.SetExited(status)
	}()
	return nil
}

// Upload puts a file into the folder.
func (m *Machine) Upload(name string, content io.Reader, info *os.FileInfo) error {
	mode := os.FileMode(0o644)
	if info != nil && *info != nil {
		mode = (*info).Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(m.path(name)), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(m.path(name), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, content); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// UploadDir copies a folder into the folder.
func (m *Machine) UploadDir(to, from string, exclude []string) error {
	target := m.path(to)
	if !strings.HasSuffix(from, "/") {
		target = filepath.Join(target, filepath.Base(from))
	}
	return copyTree(target, from)
}

// Download reads a file of the folder.
func (m *Machine) Download(name string, to io.Writer) error {
	file, err := os.Open(m.path(name))
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(to, file)
	return err
}

// DownloadDir copies a folder of the folder.
func (m *Machine) DownloadDir(from, to string, exclude []string) error {
	return copyTree(to, m.path(from))
}

func copyTree(to, from string) error {
	return filepath.Walk(from, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		rest, _ := filepath.Rel(from, path)
		target := filepath.Join(to, rest)
		if info.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, info.Mode().Perm())
	})
}
