"""命令行 — ``suyuan``, the reporter's tool: read codes, check files offline, file them, see what is due.

    main        the program: finds the command, turns every end into an exit code
    calling     what every command has: --json --lang --profile --server
    exits       the exit codes, and how a command stops
    words       the language of what is said
    output      data on stdout, the rest on stderr
    settings    flags, environment, suyuan.toml, and where each value came from
    tokens      tokens on disk, per profile, readable by their owner only
    client      the server: retries, problems, pages
    report      notes and receipts as people read them
    progress    how far an upload or a job is
    code duty check file due battery verify auth config    the commands, one module each

A command's module is loaded when it is called, so that ``code parse`` does not wait for what ``check`` needs.
The server's rooms are never loaded.
"""
