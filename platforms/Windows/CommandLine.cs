using System;

namespace LiteBox.South;

/// <summary>
/// The process' command line, one UTF-16 string, cut into arguments as the C runtime of Windows does it: the program's name ends at a
/// blank or its closing quote; else quotes hold blanks together, 2n backslashes before a quote are n, 2n+1 are n and
/// make the quote an ordinary character, and a doubled quote inside quotes is one.
/// </summary>
internal static unsafe class CommandLine
{
    private const uint Replacement = 0xFFFD;

    private static byte* s_arguments;
    private static int s_length;

    /// <summary>The arguments without the program's name: UTF-8, each zero-terminated.</summary>
    public static ReadOnlySpan<byte> Arguments => new(s_arguments, s_length);

    /// <summary>Reads the command line.</summary>
    public static void Read()
    {
        char* text = Windows.GetCommandLine();
        text = SkipName(text);
        nuint length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        // A unit becomes three bytes at most, and each argument is at least a unit and a blank.
        s_length = 0;
        s_arguments = (byte*)HeapPages.Allocate((3 * length) + 2);
        if (s_arguments == null)
        {
            return;
        }

        while (NextArgument(ref text))
        {
        }
    }

    private static char* SkipName(char* text)
    {
        bool quoted = false;
        for (; *text != 0 && (quoted || !IsBlank(*text)); text++)
        {
            quoted ^= *text == '"';
        }

        return text;
    }

    private static bool NextArgument(ref char* text)
    {
        while (IsBlank(*text))
        {
            text++;
        }

        if (*text == 0)
        {
            return false;
        }

        bool quoted = false;
        while (*text != 0 && (quoted || !IsBlank(*text)))
        {
            int backslashes = 0;
            while (*text == '\\')
            {
                backslashes++;
                text++;
            }

            bool beforeQuote = *text == '"';
            for (int i = beforeQuote ? backslashes / 2 : backslashes; i > 0; i--)
            {
                Append('\\');
            }

            if (!beforeQuote)
            {
                if (*text != 0 && (quoted || !IsBlank(*text)))
                {
                    AppendCharacter(ref text);
                }

                continue;
            }

            text++;
            if (backslashes % 2 != 0)
            {
                Append('"');
            }
            else if (quoted && *text == '"')
            {
                Append('"');
                text++;
            }
            else
            {
                quoted = !quoted;
            }
        }

        Append(0);
        return true;
    }

    private static void AppendCharacter(ref char* text)
    {
        uint code = *text++;
        if ((code & 0xF800) == 0xD800)
        {
            bool isPair = code < 0xDC00 && (*text & 0xFC00) == 0xDC00;
            code = isPair ? 0x10000 + ((code - 0xD800) << 10) + (*text++ - 0xDC00u) : Replacement;
        }

        if (code < 0x80)
        {
            Append(code);
            return;
        }

        int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        Append(((0xFF00u >> (more + 1)) & 0xFF) | (code >> (6 * more)));
        while (more-- > 0)
        {
            Append(0x80 | ((code >> (6 * more)) & 0x3F));
        }
    }

    private static void Append(uint value) => s_arguments[s_length++] = (byte)value;

    private static bool IsBlank(char c) => c is ' ' or '\t';
}
