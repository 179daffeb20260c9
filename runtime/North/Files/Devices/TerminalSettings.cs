using System.Runtime.InteropServices;

namespace LiteBox.North;

/// <summary>struct termios as the kernel has it (36 bytes; termios(3)).</summary>
[StructLayout(LayoutKind.Sequential, Size = 36)]
public unsafe struct TerminalSettings
{
    /// <summary>c_iflag.</summary>
    public uint Input;

    /// <summary>c_oflag.</summary>
    public uint Output;

    /// <summary>c_cflag.</summary>
    public uint Control;

    /// <summary>c_lflag.</summary>
    public uint Local;

    /// <summary>c_line.</summary>
    public byte Discipline;

    /// <summary>c_cc.</summary>
    public fixed byte Characters[19];

    /// <summary>A terminal as Linux starts it (tty_std_termios): ICRNL IXON, OPOST ONLCR, 38400 CS8 CREAD, ISIG ICANON ECHO ….</summary>
    public static TerminalSettings Default
    {
        get
        {
            TerminalSettings settings = new() { Input = 0x500, Output = 0x5, Control = 0xBF, Local = 0x8A3B };
            byte* c = settings.Characters;
            c[0] = 3; // VINTR ^C
            c[1] = 28; // VQUIT ^\
            c[2] = 127; // VERASE ^?
            c[3] = 21; // VKILL ^U
            c[4] = 4; // VEOF ^D
            c[6] = 1; // VMIN
            c[8] = 17; // VSTART ^Q
            c[9] = 19; // VSTOP ^S
            c[10] = 26; // VSUSP ^Z
            c[12] = 18; // VREPRINT ^R
            c[13] = 15; // VDISCARD ^O
            c[14] = 23; // VWERASE ^W
            c[15] = 22; // VLNEXT ^V
            return settings;
        }
    }
}
