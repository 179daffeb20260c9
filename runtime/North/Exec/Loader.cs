using System;

namespace LiteBox.North;

/// <summary>
/// Starts programs: execve(2) and the first program of a bundle. <see cref="Prepare"/> can fail and changes nothing;
/// <see cref="Commit"/> replaces the process's memory.
/// </summary>
public sealed class Loader
{
    private const int MostInterpreters = 5;
    private const int ScriptLineMax = 256;

    private readonly byte[] _name;
    private readonly StringList _arguments;
    private readonly StringList _environment;
    private ElfProgram? _program;
    private ElfProgram? _interpreter;

    private Loader(ReadOnlySpan<byte> path, StringList arguments, StringList environment)
    {
        _name = path.ToArray();
        _arguments = arguments;
        _environment = environment;
    }

    /// <summary>
    /// Opens and checks the program, following interpreter scripts. The errors are those of execve(2): ENOEXEC, ELOOP,
    /// E2BIG, EINVAL, ELIBBAD, and what opening gives.
    /// </summary>
    public static Errno Prepare(Thread thread, ReadOnlySpan<byte> path, StringList arguments, StringList environment, out Loader? loader)
    {
        loader = null;
        if (arguments.Count == 0)
        {
            Errno added = arguments.Add(default);
            if (added != Errno.None)
                return added;
        }

        Loader result = new(path, arguments, environment);
        Errno error = result.Open(thread);
        if (error == Errno.None)
            error = result.CheckSize(thread.Process);
        if (error == Errno.None)
            loader = result;
        return error;
    }

    /// <summary>
    /// Replaces the memory of the process, whose only thread is <paramref name="thread"/>, by the program's, and sets the
    /// thread's registers to its start. On an error the process has no program any more.
    /// </summary>
    public Errno Commit(Thread thread)
    {
        Process process = thread.Process;
        Memory memory = process.Memory;
        memory.Replace();
        ProgramLayout layout = default;
        Errno error = MapProgram(memory, ref layout, out ulong bias, out ulong interpreterBase);
        if (error == Errno.None)
            error = memory.CreateStack(_program!.HasExecutableStack);
        if (error != Errno.None)
            return error;
        ulong entry = _interpreter is null ? _program!.Entry + bias : _interpreter.Entry + interpreterBase;
        error = new InitialStack(process, _program!, bias, interpreterBase).Write(_name, _arguments, _environment, ref layout);
        if (error != Errno.None)
            return error;
        process.Executable = _program!.File;
        process.Layout = layout;
        if (Capability.Processes)
            process.CommandLine = _arguments.Bytes.ToArray();
        SetName(thread);
        thread.StartAt(entry, layout.StackStart);
        return Errno.None;
    }

    private Errno Open(Thread thread)
    {
        ReadOnlySpan<byte> path = _name;
        for (int depth = 0; depth <= MostInterpreters; depth++)
        {
            Errno error = OpenExecutable(thread, path, out OpenFile? file);
            if (error != Errno.None)
                return error;
            byte[] interpreter = [];

            // The first program of a bundle is no script: the packager takes ELF files only.
            if (Capability.Execution)
                error = ReadScript(file!, path, out interpreter);
            if (error == Errno.None && interpreter.Length == 0)
                return OpenElf(thread, file!);
            file!.Release();
            if (error != Errno.None)
                return error;
            path = interpreter;
        }

        return Errno.ELOOP;
    }

    private Errno OpenElf(Thread thread, OpenFile file)
    {
        // The mappings and /proc/self/exe go on referring to the file: its reference is never given back.
        Errno error = ElfProgram.Read(file, out _program);
        if (error != Errno.None || _program!.Interpreter.Length == 0)
            return error;
        error = OpenExecutable(thread, _program.Interpreter, out OpenFile? interpreter);
        if (error != Errno.None)
            return error;
        error = ElfProgram.Read(interpreter!, out _interpreter);
        return error == Errno.ENOEXEC ? Errno.ELIBBAD : error;
    }

    /// <summary>Opens a regular file that has an execute bit: even root needs one.</summary>
    private static Errno OpenExecutable(Thread thread, ReadOnlySpan<byte> path, out OpenFile? file)
    {
        Errno error = FileCalls.Open(thread, thread.Process.WorkingDirectory, path, OpenFlags.ReadOnly, 0, WalkFlags.None, out file);
        if (error != Errno.None)
            return error;
        if (file!.Node.IsRegular && (file.Node.Mode & 0x49) != 0)
            return Errno.None;
        file.Release();
        file = null;
        return Errno.EACCES;
    }

    /// <summary>Takes a <c>#!</c> line apart and puts it in front of the arguments; gives an empty path for other files.</summary>
    private Errno ReadScript(MapSource file, ReadOnlySpan<byte> path, out byte[] interpreter)
    {
        interpreter = [];
        Span<byte> buffer = stackalloc byte[ScriptLineMax];
        Result read = file.PRead(buffer, 0);
        if (read.Failed)
            return read.Error;
        ReadOnlySpan<byte> line = buffer[..(int)read.Value];
        if (line.Length < 2 || line[0] != '#' || line[1] != '!')
            return Errno.None;
        line = line[2..];
        int end = line.IndexOf((byte)'\n');
        bool complete = end >= 0 || read.Value < ScriptLineMax;
        line = Trim(end >= 0 ? line[..end] : line);
        int space = IndexOfBlank(line);

        // A path that the buffer cuts off must not run something else.
        if (line.IsEmpty || (!complete && space < 0))
            return Errno.ENOEXEC;
        ReadOnlySpan<byte> name = space < 0 ? line : line[..space];
        ReadOnlySpan<byte> argument = space < 0 ? default : Trim(line[space..]);
        interpreter = name.ToArray();
        return _arguments.ReplaceFirst(name, argument, path);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] is (byte)' ' or (byte)'\t')
            text = text[1..];
        while (!text.IsEmpty && text[^1] is (byte)' ' or (byte)'\t' or 0)
            text = text[..^1];
        return text;
    }

    private static int IndexOfBlank(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)' ' or (byte)'\t' or 0)
                return i;
        }

        return -1;
    }

    private Errno CheckSize(Process process)
    {
        ulong strings = (ulong)(_arguments.Bytes.Length + _environment.Bytes.Length);
        ulong pointers = (ulong)(_arguments.Count + _environment.Count) * sizeof(ulong);
        ulong limit = ulong.Min(ulong.Max(process.Limits[Limits.Stack] / 4, 32 * Guest.PageSize), StringList.MostBytes);
        return strings + pointers > limit ? Errno.E2BIG : Errno.None;
    }

    private Errno MapProgram(Memory memory, ref ProgramLayout layout, out ulong bias, out ulong interpreterBase)
    {
        ElfProgram program = _program!;
        bias = 0;
        interpreterBase = 0;
        if (program.IsPositionIndependent)
        {
            ulong start = Memory.ChooseProgramBase() & ~(program.Alignment - 1);
            bias = unchecked(start - program.LowestAddress);
        }

        Errno error = program.Map(memory, bias, ref layout);
        if (error != Errno.None)
            return error;
        memory.StartBreak(program.HighestAddress + bias);
        if (_interpreter is not { } interpreter)
            return Errno.None;
        if (interpreter.IsPositionIndependent)
        {
            error = memory.FindRoom(interpreter.HighestAddress - interpreter.LowestAddress, interpreter.Alignment, out ulong start);
            if (error != Errno.None)
                return error;
            interpreterBase = unchecked(start - interpreter.LowestAddress);
        }

        ProgramLayout ignored = default;
        return interpreter.Map(memory, interpreterBase, ref ignored);
    }

    private void SetName(Thread thread)
    {
        ReadOnlySpan<byte> name = _name.AsSpan(_name.AsSpan().LastIndexOf((byte)'/') + 1);
        thread.SetName(name);
    }
}
